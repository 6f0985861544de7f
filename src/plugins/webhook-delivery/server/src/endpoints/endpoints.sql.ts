import type { Knex } from 'knex';
import type { Sequence } from '../outbox/sequence.sql';
import { cancelledAt, type Tables } from '../tables';
import { publishedContent, type Scope } from './scope';
import { link, type KeptEndpoint, type Link, type Webhook } from './link';

interface Options {
  readonly tables: Tables;
  readonly sequence: Sequence;
  /** Makes a secret, encrypted as it is stored. */
  readonly createSecret: () => string;
  readonly now: () => number;
  readonly warn: (text: string) => void;
}

type Row = Record<string, unknown>;

/**
 * Joins what is kept as `e` to webhooks `w`, where both were written in this database: what a running import has
 * brought may have the number of another one.
 */
export const keptOf =
  (databaseId: string): Knex.JoinCallback =>
  (on) =>
    void on.on('e.webhook', 'w.id').andOnVal('e.database_id', databaseId);

/** Keeps what belongs to a webhook with it: over changes in the settings, and over an export and import. */
export const createEndpoints = ({ tables, sequence, createSecret, now, warn }: Options) => {
  const { webhooks, endpoints, deliveries } = tables;

  const keptIn = async (db: Knex, here: string): Promise<KeptEndpoint[]> => {
    const rows: Row[] = await db(endpoints)
      .select('endpoint', 'webhook', 'name', 'url', 'database_id', 'held')
      .orderBy('endpoint');
    return rows.map((row) => ({
      key: Number(row.endpoint),
      webhook: row.webhook === null ? null : Number(row.webhook),
      name: String(row.name ?? ''),
      url: String(row.url ?? ''),
      isLocal: row.database_id === here,
      isHeld: Boolean(row.held),
    }));
  };

  const relink = async (db: Knex, here: string, links: readonly Link[]): Promise<void> => {
    // Numbers are exchanged between rows, and no two rows may have the same one at any time.
    const keys = links.map(({ key }) => key);
    await db(endpoints).whereIn('endpoint', keys).update({ webhook: null });
    for (const { key, webhook, name, url, isHeld } of links) {
      await db(endpoints)
        .where({ endpoint: key })
        .update({ webhook, name, url, held: isHeld, database_id: here });
      if (isHeld) {
        warn(
          `webhook-delivery: nothing is sent to "${name}" (${url}) until somebody says which webhook it is`,
        );
      }
    }
  };

  /** Webhooks from before the plugin go on as they were; each one since tells of published content only. */
  const scopeOfNew = async (db: Knex, isStart: boolean): Promise<string | null> => {
    const isFirstTime = isStart && !(await db(endpoints).first('id'));
    return isFirstTime ? null : JSON.stringify(publishedContent);
  };

  const insertMissing = async (
    db: Knex,
    here: string,
    some: readonly Webhook[],
    isStart: boolean,
  ): Promise<void> => {
    const scope = await scopeOfNew(db, isStart);
    const first = await sequence.draw(db, some.length);
    const rows = some.map(({ id, name, url }, i) => ({
      endpoint: first + i,
      webhook: id,
      name,
      url,
      database_id: here,
      held: false,
      secret: createSecret(),
      secret_shown: false,
      scope,
    }));
    await db(endpoints).insert(rows);
  };

  /** What was to go to an endpoint that is no more. */
  const cancel = async (db: Knex, keys: readonly number[]): Promise<void> => {
    await db(deliveries)
      .where({ state: 'pending' })
      .whereIn('endpoint', [...keys])
      .update(cancelledAt(now()));
  };

  const plan = async (db: Knex, here: string) => {
    const known: Webhook[] = (await db(webhooks).select('id', 'name', 'url').orderBy('id')).map(
      (row: Row) => ({
        id: Number(row.id),
        name: String(row.name),
        url: String(row.url),
      }),
    );
    const kept = await keptIn(db, here);
    return { ...link(known, kept), isImported: kept.some(({ isLocal }) => !isLocal) };
  };

  /** One instance at a time. */
  const applyPlan = async (trx: Knex, here: string, isStart: boolean): Promise<void> => {
    await sequence.lock(trx);
    const { links, unkept, isImported } = await plan(trx, here);
    // What an import has brought has numbers of its own.
    if (isImported) await sequence.raise(trx);
    if (links.length > 0) await relink(trx, here, links);
    if (unkept.length > 0) await insertMissing(trx, here, unkept, isStart);
  };

  /** @returns keys of endpoints whose webhook was deleted */
  const ensure = async (db: Knex, isStart = false): Promise<readonly number[]> => {
    const here = sequence.databaseId();
    const { links, unkept, deleted } = await plan(db, here);
    if (links.length + unkept.length > 0) {
      if (db.isTransaction) await applyPlan(db, here, isStart);
      else await db.transaction((trx) => applyPlan(trx, here, isStart));
    }
    return deleted;
  };

  return {
    /** Has something kept of every webhook of the settings, and knows which is which. */
    ensure: async (db: Knex): Promise<void> => void (await ensure(db)),

    /** The same when a server starts. */
    ensureAtStart: async (db: Knex): Promise<void> => void (await ensure(db, true)),

    async setScope(db: Knex, key: number, scope: Scope): Promise<void> {
      await db(endpoints)
        .where({ endpoint: key })
        .update({ scope: JSON.stringify(scope) });
    },

    /** The same, and takes away what was kept of webhooks that have been deleted. */
    async tidy(db: Knex): Promise<void> {
      const deleted = await ensure(db);
      if (deleted.length === 0) return;
      await cancel(db, deleted);
      await db(endpoints)
        .whereIn('endpoint', [...deleted])
        .delete();
    },

    async isKnown(db: Knex, key: number): Promise<boolean> {
      return (await db(endpoints).first('id').where({ endpoint: key })) !== undefined;
    },

    /** Somebody has said that a held endpoint is what it is taken for. @returns whether it was held */
    async confirm(db: Knex, key: number): Promise<boolean> {
      const held = db(endpoints).where({ endpoint: key, held: true }).whereNotNull('webhook');
      return (await held.update({ held: false })) > 0;
    },

    /**
     * Somebody has said that a held endpoint is another one: what waits is cancelled, and a webhook that it was
     * taken for begins anew, with a new secret. @returns whether it was held
     */
    async giveUp(trx: Knex, key: number): Promise<boolean> {
      if ((await trx(endpoints).where({ endpoint: key, held: true }).delete()) === 0) return false;
      await cancel(trx, [key]);
      await ensure(trx);
      return true;
    },
  };
};

export type Endpoints = ReturnType<typeof createEndpoints>;
