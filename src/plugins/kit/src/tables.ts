import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { isConnectionLost, type DatabaseError } from './database-errors';

/** A table's name without its schema: every connection looks in that schema first. */
export const bare = (table: string): string => table.slice(table.lastIndexOf('.') + 1);

/** Returns a function that puts the schema of the configuration, if there is one, before a table's name. */
export const createQualify = (strapi: Core.Strapi): ((table: string) => string) => {
  const schema = strapi.config.get<string | undefined>('database.connection.connection.schema');
  return (table) => (schema ? `${schema}.${table}` : table);
};

/** The part of `strapi.db` that is used here. */
interface Database {
  readonly metadata: {
    get(uid: string): {
      readonly tableName: string;
      readonly attributes: Readonly<Record<string, object>>;
    };
  };
  getConnection(tableName: string): Knex.QueryBuilder;
}

/** The names of a content type's table and columns. */
const tableOf = ({ metadata }: Database, uid: string): [table: string, columns: readonly string[]] => {
  const { tableName, attributes } = metadata.get(uid);
  const columns = Object.values(attributes as Record<string, { columnName?: string }>);
  return [tableName, columns.flatMap(({ columnName }) => columnName ?? [])];
};

/**
 * Checks that the tables of content types are as this version needs them. Another version that runs on the same database
 * may have changed them.
 * @param connection a raw connection of the database's driver
 * @param plain columns of tables that are no content types, by the name of the table
 * @returns the problem as a sentence; `undefined` if there is none
 * @throws if the connection to the database is lost
 */
export const findTableProblem = async (
  db: Database,
  uids: readonly string[],
  connection: object,
  plain: Readonly<Record<string, readonly string[]>> = {},
): Promise<string | undefined> => {
  const tables = [...uids.map((uid) => tableOf(db, uid)), ...Object.entries(plain)];
  for (const [tableName, columns] of tables) {
    try {
      await db
        .getConnection(tableName)
        .select([...columns])
        .whereRaw('1 = 0')
        .connection(connection);
    } catch (error) {
      if (isConnectionLost(error as DatabaseError)) throw error;
      const { message } = error as Error;
      const reason = message.slice(message.lastIndexOf(' - ') + 3);
      return `the table ${tableName} is not as this version needs it: ${reason}`;
    }
  }
  return undefined;
};
