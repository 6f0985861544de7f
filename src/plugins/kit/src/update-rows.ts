import type { Knex } from 'knex';
import { isMysql, isPostgres } from './sql';

/** A column to write: `add` adds the given number to the stored one, `set` replaces the stored one. */
interface Column {
  readonly name: string;
  readonly type: 'bigint' | 'float8';
  readonly how: 'add' | 'set';
}

type Row = Readonly<Record<string, number | null>> & { readonly id: number };

/** SQL of a table with one row for each given row, and its binding: one for all rows, or one for each column. */
const derivedTable = (
  db: Knex,
  names: readonly string[],
  columns: readonly Column[],
  rows: readonly Row[],
): { sql: string; bindings: string[] } => {
  if (isPostgres(db)) {
    const types = ['bigint', ...columns.map(({ type }) => type)];
    return {
      sql: `unnest(${types.map((type) => `?::${type}[]`).join(', ')}) as d(${names.join(', ')})`,
      bindings: names.map((name) => `{${rows.map((row) => row[name] ?? 'null').join(',')}}`),
    };
  }
  const bindings = [JSON.stringify(rows.map((row) => names.map((name) => row[name])))];
  if (isMysql(db)) {
    const types = ['bigint', ...columns.map(({ type }) => (type === 'bigint' ? type : 'double'))];
    const fields = names.map((name, i) => `${name} ${types[i]} path '$[${i}]'`);
    return { sql: `json_table(?, '$[*]' columns (${fields.join(', ')})) as d`, bindings };
  }
  const values = names.map((_, i) => `value ->> ${i}`);
  return { sql: `(select ${values.join(', ')} from json_each(?))`, bindings };
};

/**
 * Updates rows by their ids, all in one statement, however many they are: a statement with two placeholders for each
 * row would take longer to build than to carry out.
 * @param columns plain names, as they stand in the SQL
 */
export const updateRows = async (
  db: Knex,
  table: string,
  columns: readonly Column[],
  rows: readonly Row[],
): Promise<void> => {
  if (rows.length === 0) return;
  const names = ['id', ...columns.map(({ name }) => name)];
  const { sql, bindings } = derivedTable(db, names, columns, rows);
  const left = isMysql(db) ? 't.' : '';
  const assignments = columns
    .map(({ name, how }) => `${left}${name} = ${how === 'add' ? `t.${name} + ` : ''}d.${name}`)
    .join(', ');
  // In each, the given rows come first and the stored ones are found by their ids, whatever the statistics say.
  if (isMysql(db)) {
    await db.raw(`update ${sql} straight_join ?? as t on t.id = d.id set ${assignments}`, [
      ...bindings,
      table,
    ]);
  } else if (isPostgres(db)) {
    await db.raw(`update ?? as t set ${assignments} from ${sql} where t.id = d.id`, [table, ...bindings]);
  } else {
    await db.raw(
      `with d(${names.join(', ')}) as materialized ${sql} update ?? as t set ${assignments} from d where t.id = d.id`,
      [...bindings, table],
    );
  }
};
