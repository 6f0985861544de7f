import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

/** A row of Strapi's own store that exists only to be locked. */
export interface Lock {
  readonly table: string;
  readonly key: string;
}

/** Locks the row until the transaction ends. Only one transaction holds it at a time, over all instances. */
export const lockRow = async (trx: Knex, { table, key }: Lock): Promise<void> => {
  await trx(table).select('id').where({ key }).forUpdate();
};

/** Inserts the row where it does not exist yet. */
export const createLockRow = async (strapi: Core.Strapi, { key }: Lock): Promise<void> => {
  const query = strapi.db.query('strapi::core-store');
  if (await query.findOne({ where: { key } })) return;
  await query.create({ data: { key, value: '"locked by maintenance"', type: 'string' } });
};
