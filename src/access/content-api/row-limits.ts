import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

/** How many rows of a relation are answered for each row that is connected with them. */
export const maxRows = 100;

/** What is used of Strapi's query builder while it prepares the statement that reads a relation. */
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
interface Asked {
  readonly qb: QueryBuilder;
  readonly uid: string;
}
/** Strapi's own way to add conditions to a query and to all that it populates. */
type Filters = (asked: Asked) => object | undefined;

/** Strapi selects by this name what tells which row a related row belongs to: `t1.author_id as __strapiauthor_id`. */
const parentOf = ({ select, groupBy }: QueryBuilder['state']): string | undefined =>
  // Rows that are only counted are grouped.
  (groupBy.length > 0 ? [] : select)
    .filter((column): column is string => typeof column === 'string')
    .find((column) => column.includes(' as __strapi'))
    ?.split(' as ')[0];

/** Join tables and columns by which a relation leads to many rows, as `table.column`. */
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

/** The condition that keeps the first rows of a relation for each row that is connected with them. */
const firstRows = (
  strapi: Core.Strapi,
  { qb, uid }: Asked,
  parent: string,
  own: Filters | undefined,
): object => {
  const { connection: knex } = strapi.db;
  const inner = strapi.db.entityManager.createQueryBuilder(uid as never) as unknown as QueryBuilder;
  Object.assign(inner.state, {
    select: ['id'],
    where: structuredClone(qb.state.where),
    joins: [...qb.state.joins],
    filters: own,
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

/**
 * Bounds what one request of the content API can read: of each relation that leads to many rows, at most `maxRows`
 * for each row, in the relation's own order. Strapi's `limit` counts the rows of all together.
 */
export const limitRows = (strapi: Core.Strapi): void => {
  const params = strapi.get('query-params');
  const transform = params.transform.bind(params);
  let collections: Set<string> | undefined;
  params.transform = (uid: string, query: object) => {
    const transformed = transform(uid, query);
    if (strapi.requestContext.get()?.state.route?.info?.type !== 'content-api') return transformed;
    const own: Filters | undefined = transformed.filters;
    const filters: Filters = (asked) => {
      const added = own?.(asked);
      const parent = parentOf(asked.qb.state);
      if (parent === undefined) return added;
      collections ??= collectionsOf(strapi);
      const [alias, column] = parent.split('.');
      const join = asked.qb.state.joins.find((one) => one.alias === alias);
      if (!join || !collections.has(`${join.referencedTable}.${column}`)) return added;
      const first = firstRows(strapi, asked, parent, own);
      return added ? { $and: [added, first] } : first;
    };
    return { ...transformed, filters };
  };
};
