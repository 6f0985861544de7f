import type { Knex } from 'knex';
import type { Sequence } from '../sequence.sql';
import type { Scope } from '../../../shared/answers';
import { cancelledAt } from '../states';
import type { Tables } from '../tables';
import { link, type KeptEndpoint, type Link, type Webhook } from './link';
import { publishedContent } from './scope';

interface Options {
  readonly tables: Tables;
  readonly sequence: Sequence;
  /** Makes a new secret, encrypted as it is stored. */
  readonly createSecret: () => string;
  readonly now: () => number;
  readonly warn: (text: string) => void;
}

type Row = Record<string, unknown>;

/**
 * Joins endpoints `e` to webhooks `w`, if both were written in this database. While an import is running, an endpoint
 * that it has brought may have the number of another webhook.
 */
export const keptOf =
  (databaseId: string): Knex.JoinCallback =>
  (on) =>
    void on.on('e.webhook', 'w.id').andOnVal('e.database_id', databaseId);

/** Keeps one endpoint for each webhook of Settings → Webhooks: over changes in the settings, and over export and import. */
export const createEndpoints = ({ tables, sequence, createSecret, now, warn }: Options) => {
  const { webhooks, endpoints, deliveries } = tables;

  const readKept = async (db: Knex, here: string): Promise<KeptEndpoint[]> => {
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
    // Rows exchange numbers, and the column is unique: all are cleared first.
    const keys = links.map(({ key }) => key);
    await db(endpoints).whereIn('endpoint', keys).update({ webhook: null });
    for (const { key, webhook, name, url, isHeld } of links) {
      await db(endpoints)
        .where({ endpoint: key })
        .update({ webhook, name, url, held: isHeld, database_id: here });
      if (isHeld) {
        warn(`nothing is sent to "${name}" (${url}) until an administrator says which webhook it is`);
      }
    }
  };

  /** Webhooks from before the plugin was installed keep everything (NULL). New ones get published content only. */
  const scopeOfNew = async (db: Knex, isStart: boolean): Promise<string | null> => {
    const isFirstTime = isStart && !(await db(endpoints).first('id'));
    return isFirstTime ? null : JSON.stringify(publishedContent);
  };

  const insertMissing = async (
    db: Knex,
    here: string,
    webhooksWithout: readonly Webhook[],
    isStart: boolean,
  ): Promise<void> => {
    const scope = await scopeOfNew(db, isStart);
    const first = await sequence.draw(db, webhooksWithout.length);
    const rows = webhooksWithout.map(({ id, name, url }, i) => ({
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

  /** Cancels the pending deliveries of endpoints. */
  const cancel = async (db: Knex, keys: readonly number[]): Promise<void> => {
    await db(deliveries)
      .where({ state: 'pending' })
      .whereIn('endpoint', [...keys])
      .update(cancelledAt(now()));
  };

  const plan = async (db: Knex, here: string) => {
    const present: Webhook[] = (await db(webhooks).select('id', 'name', 'url').orderBy('id')).map(
      (row: Row) => ({
        id: Number(row.id),
        name: String(row.name),
        url: String(row.url),
      }),
    );
    const kept = await readKept(db, here);
    return { ...link(present, kept), isImported: kept.some(({ isLocal }) => !isLocal) };
  };

  /** The lock lets one instance at a time through; the others then find nothing left to do. */
  const applyPlan = async (trx: Knex, here: string, isStart: boolean): Promise<void> => {
    await sequence.lock(trx);
    const { links, unkept, isImported } = await plan(trx, here);
    // Rows of an import may have higher keys than the sequence of this database.
    if (isImported) await sequence.raise(trx);
    if (links.length > 0) await relink(trx, here, links);
    if (unkept.length > 0) await insertMissing(trx, here, unkept, isStart);
  };

  /** @returns keys of the endpoints whose webhook was deleted */
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
    /** Makes every webhook of the settings have its endpoint. */
    ensure: async (db: Knex): Promise<void> => void (await ensure(db)),

    /** The same as `ensure`, when a server starts. */
    ensureAtStart: async (db: Knex): Promise<void> => void (await ensure(db, true)),

    async setScope(db: Knex, key: number, scope: Scope): Promise<void> {
      await db(endpoints)
        .where({ endpoint: key })
        .update({ scope: JSON.stringify(scope) });
    },

    /** The same as `ensure`, and removes the endpoints of webhooks that were deleted. */
    async prune(db: Knex): Promise<void> {
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

    /** A held endpoint belongs to the webhook that it was taken for. @returns whether it was held */
    async confirm(db: Knex, key: number): Promise<boolean> {
      const held = db(endpoints).where({ endpoint: key, held: true }).whereNotNull('webhook');
      return (await held.update({ held: false })) > 0;
    },

    /**
     * A held endpoint does not belong to the webhook that it was taken for. It is removed, its pending deliveries are
     * cancelled, and the webhook gets a new endpoint with a new secret.
     * @returns whether it was held
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
