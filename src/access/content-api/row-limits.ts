// Why: one request that populates a relation could read a whole table. Strapi's `limit` inside `populate` counts the
// rows of all parents together.
// Relies on: `transform` of strapi.get('query-params'), the state of Strapi's query builder, and the alias
// `__strapi…` of the column that holds the parent. If `transform` is gone, the start is refused; of the rest
// tests/app/access/requests.test.ts notices.
import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { requireFunctions } from '../../strapi/required-functions';

/** The most rows of a relation that are answered for each parent. */
export const maxRows = 100;

/** The part of Strapi's query builder that is used, while it builds the statement that reads a relation. */
interface QueryBuilder {
  readonly alias: string;
  readonly state: {
    select: readonly unknown[];
    orderBy: readonly { readonly column?: string; readonly order?: string }[];
    joins: readonly Join[];
    where: readonly unknown[];
    readonly groupBy: readonly unknown[];
    filters: Filters | undefined;
    aliasCounter: number;
  };
  getKnexQuery(): Knex.QueryBuilder;
}
interface Join {
  readonly alias: string;
  readonly referencedTable: string;
  readonly orderBy?: Readonly<Record<string, string>>;
}
interface Relation {
  readonly relation?: string;
  readonly joinTable?: { readonly name: string; readonly joinColumn: { readonly name: string } };
}
interface FilterInput {
  readonly qb: QueryBuilder;
  readonly uid: string;
}
/** Strapi's way to add conditions to a query and to the queries of its `populate`. */
type Filters = (input: FilterInput) => object | undefined;

/** The column that holds the parent of a related row. Strapi selects it as `t1.author_id as __strapiauthor_id`. */
const parentOf = ({ select, groupBy }: QueryBuilder['state']): string | undefined =>
  // Strapi groups rows that it only counts.
  (groupBy.length > 0 ? [] : select)
    .filter((column): column is string => typeof column === 'string')
    .find((column) => column.includes(' as __strapi'))
    ?.split(' as ')[0];

/** The columns of join tables through which a relation leads to many rows, as `table.column`. */
const collectionsOf = (strapi: Core.Strapi): Set<string> => {
  const found = new Set<string>();
  for (const { attributes } of strapi.db.metadata.values()) {
    for (const { relation = '', joinTable } of Object.values(attributes) as Relation[]) {
      if (!['oneToMany', 'manyToMany'].includes(relation) || !joinTable) continue;
      found.add(`${joinTable.name}.${joinTable.joinColumn.name}`);
    }
  }
  return found;
};

/** The condition that keeps the first rows of a relation for each parent. */
const firstRows = (
  strapi: Core.Strapi,
  { qb, uid }: FilterInput,
  parent: string,
  original: Filters | undefined,
): object => {
  const { connection: knex } = strapi.db;
  const inner = strapi.db.entityManager.createQueryBuilder(uid as never) as unknown as QueryBuilder;
  Object.assign(inner.state, {
    select: ['id'],
    where: structuredClone(qb.state.where),
    joins: [...qb.state.joins],
    filters: original,
    aliasCounter: qb.state.aliasCounter,
  });
  const order = [
    ...qb.state.orderBy.flatMap(({ column, order: direction }) =>
      column ? [[column, direction] as const] : [],
    ),
    ...qb.state.joins.flatMap(({ alias, orderBy = {} }) =>
      Object.entries(orderBy).map(([column, direction]) => [`${alias}.${column}`, direction] as const),
    ),
    [`${qb.alias}.id`, 'asc'] as const,
  ];
  const directions = order.map(([, direction]) => `?? ${direction === 'desc' ? 'desc' : 'asc'}`).join(', ');
  const ranked = inner
    .getKnexQuery()
    .select(
      knex.raw(`dense_rank() over (partition by ?? order by ${directions}) as place_in_relation`, [
        parent,
        ...order.map(([column]) => column),
      ]),
    );
  const kept = knex.select('id').from(ranked.as('ranked')).where('place_in_relation', '<=', maxRows);
  return { id: { $in: kept } };
};

/** Limits each relation of a content API query to `maxRows` rows per parent, in the order of the relation. */
export const limitRows = (strapi: Core.Strapi): void => {
  const params = strapi.get('query-params');
  requireFunctions(params, ['transform'], {
    place: "strapi.get('query-params')",
    feature: 'the limit of related rows (src/access/content-api/row-limits.ts)',
  });
  const transform = params.transform.bind(params);
  let collections: Set<string> | undefined;
  params.transform = (uid: string, query: object) => {
    const transformed = transform(uid, query);
    if (strapi.requestContext.get()?.state.route?.info?.type !== 'content-api') return transformed;
    const original: Filters | undefined = transformed.filters;
    const filters: Filters = (input) => {
      const added = original?.(input);
      const parent = parentOf(input.qb.state);
      if (parent === undefined) return added;
      collections ??= collectionsOf(strapi);
      const [alias, column] = parent.split('.');
      const join = input.qb.state.joins.find((one) => one.alias === alias);
      if (!join || !collections.has(`${join.referencedTable}.${column}`)) return added;
      const first = firstRows(strapi, input, parent, original);
      return added ? { $and: [added, first] } : first;
    };
    return { ...transformed, filters };
  };
};
