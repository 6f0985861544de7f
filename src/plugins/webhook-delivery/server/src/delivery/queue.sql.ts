import type { Knex } from 'knex';
import { toNumber } from 'newsroom-plugin-kit/sql';
import { keptOf } from '../endpoints/endpoints.sql';
import type { Tables } from '../tables';
import type { Delivery, DeliveryResult } from './attempt';

type Row = Record<string, unknown>;

interface Claim {
  readonly nowMs: number;
  /** Until this moment no other instance claims them. If this instance dies, they are due again then. */
  readonly leaseUntil: number;
  /** A random name of this one claim. */
  readonly claim: string;
  /** How many deliveries may be claimed in all. */
  readonly limit: number;
}

interface Claimed {
  readonly claimed: readonly Delivery[];
  /** The endpoint of each delivery that was due. Another instance may have claimed some of them first. */
  readonly due: readonly number[];
}

const attemptRow = ({ delivery, at, sent }: DeliveryResult): Row => ({
  endpoint: delivery.endpoint,
  message: delivery.message,
  at,
  duration_ms: sent.durationMs,
  status: sent.status,
  problem: sent.problem,
  // PostgreSQL stores no NUL in a text.
  answer: sent.responseBody.replaceAll('\0', '\ufffd'),
});

const toDelivery = (row: Row): Delivery => ({
  id: Number(row.id),
  endpoint: Number(row.endpoint),
  message: Number(row.message),
  attempts: Number(row.attempts),
  messageId: String(row.message_id),
  event: String(row.event),
  body: String(row.body),
});

/** The queues of endpoints. `due_at` is the moment from which a delivery may be claimed: a lease moves it forward. */
export const createQueue = (tables: Tables, databaseId: () => string) => {
  const { webhooks, messages, deliveries, attempts, endpoints } = tables;

  const due = (db: Knex, endpoint: number, nowMs: number): Knex.QueryBuilder =>
    db({ d: deliveries })
      .select('d.id', 'd.endpoint', 'd.message', 'd.attempts', 'd.event', 'm.message_id', 'm.body')
      .join({ m: messages }, 'm.sequence', 'd.message')
      .where({ 'd.endpoint': endpoint, 'd.state': 'pending' })
      .where('d.due_at', '<=', nowMs)
      // A message waits while an earlier one about the same subject is pending.
      .where((condition) =>
        condition
          .where('d.subject', '')
          .orWhereNotExists(
            db({ e: deliveries })
              .select('e.id')
              .whereRaw('e.endpoint = d.endpoint and e.subject = d.subject and e.message < d.message')
              .where('e.state', 'pending'),
          ),
      )
      .orderBy([{ column: 'd.due_at' }, { column: 'd.message' }]);

  /** Writes the state of deliveries after an attempt, and gives their claims back. A cancelled delivery stays cancelled. */
  const endAttempt = (trx: Knex, ids: readonly number[], columns: Row): Knex.QueryBuilder =>
    trx(deliveries)
      .whereIn('id', [...ids])
      .where({ state: 'pending' })
      .update({ due_at: null, claim: null, attempts: trx.raw('attempts + 1'), ...columns });

  return {
    /** Whether a delivery is due to an endpoint that is switched on. It runs each second. */
    async isAnyDue(db: Knex, nowMs: number): Promise<boolean> {
      const due = db({ d: deliveries })
        .select('d.id')
        .whereRaw('d.endpoint = e.endpoint')
        .where({ 'd.state': 'pending' })
        .where('d.due_at', '<=', nowMs);
      const found = await db({ w: webhooks })
        .first('w.id')
        .join({ e: endpoints }, keptOf(databaseId()))
        .where({ 'w.enabled': true, 'e.held': false })
        .whereExists(due);
      return found !== undefined;
    },

    /**
     * All webhooks as they are set up now, with the health and the secrets of their endpoints. `key` is NULL where a
     * webhook is new and has no endpoint yet.
     */
    endpoints: (db: Knex): Promise<Row[]> =>
      db({ w: webhooks })
        .select(
          'w.id as webhook',
          'w.url',
          'w.headers',
          'w.enabled',
          'e.endpoint as key',
          'e.held',
          'e.secret',
        )
        .select('e.former_secret', 'e.former_until', 'e.failing_since', 'e.switched_off_at')
        .leftJoin({ e: endpoints }, keptOf(databaseId()))
        .orderBy('w.id'),

    /**
     * Claims due deliveries for this instance alone, in their order.
     * @param slots how many deliveries of each endpoint, by its key
     */
    async claim(
      trx: Knex,
      slots: ReadonlyMap<number, number>,
      { nowMs, leaseUntil, claim, limit }: Claim,
    ): Promise<Claimed> {
      const found: Row[] = [];
      for (const [endpoint, free] of slots) {
        const most = Math.min(free, limit - found.length);
        if (most > 0) found.push(...(await due(trx, endpoint, nowMs).limit(most)));
      }
      if (found.length === 0) return { claimed: [], due: [] };
      const ids = found.map(({ id }) => Number(id));
      // A second instance that reads the same rows updates none of them: they are not due any more.
      const changed = await trx(deliveries)
        .whereIn('id', ids)
        .where({ state: 'pending' })
        .where('due_at', '<=', nowMs)
        .update({ due_at: leaseUntil, claim });
      const mine =
        changed === ids.length ? ids : await trx(deliveries).whereIn('id', ids).where({ claim }).pluck('id');
      const claimed = found
        .filter(({ id }) => mine.map(Number).includes(Number(id)))
        .sort((a, b) => Number(a.message) - Number(b.message))
        .map(toDelivery);
      return { claimed, due: found.map(({ endpoint }) => Number(endpoint)) };
    },

    /** Makes a delivery due again that was claimed and not sent. */
    async release(db: Knex, id: number, nowMs: number): Promise<void> {
      await db(deliveries).where({ id, state: 'pending' }).update({ due_at: nowMs, claim: null });
    },

    /** Writes attempts to the log, and the new states of their deliveries to the queues. */
    async writeResults(trx: Knex, results: readonly DeliveryResult[]): Promise<void> {
      await trx(attempts).insert(results.map(attemptRow));
      const delivered = results.filter(({ state }) => state === 'delivered');
      const ids = delivered.map(({ delivery }) => delivery.id);
      const finishedAt = Math.max(...delivered.map(({ at }) => at));
      if (ids.length > 0) await endAttempt(trx, ids, { state: 'delivered', finished_at: finishedAt });
      for (const { delivery, at, state, dueAt } of results) {
        if (state === 'delivered') continue;
        const isOver = state !== 'pending';
        await endAttempt(trx, [delivery.id], { state, due_at: dueAt, finished_at: isOver ? at : null });
      }
    },

    /**
     * Stores that an endpoint has been failing since `at`, unless an earlier moment is stored; `null` means it works.
     * @returns the moment that is stored now
     */
    async setFailingSince(trx: Knex, endpoint: number, at: number | null): Promise<number | null> {
      const row = trx(endpoints).where({ endpoint });
      if (at === null) {
        await row.whereNotNull('failing_since').update({ failing_since: null });
        return null;
      }
      await row.clone().whereNull('failing_since').update({ failing_since: at });
      return toNumber((await row.clone().first('failing_since'))?.failing_since);
    },

    /** Switches an endpoint off in Settings → Webhooks. Its pending deliveries stay pending. */
    async switchOff(trx: Knex, endpoint: number, because: 'failing' | 'gone', at: number): Promise<void> {
      const webhook = trx(endpoints).select('webhook').where({ endpoint, database_id: databaseId() });
      await trx(webhooks).whereIn('id', webhook).update({ enabled: false });
      await trx(endpoints).where({ endpoint }).update({ switched_off_at: at, switched_off_because: because });
    },

    /** Forgets failures and switching off, for endpoints that an administrator has switched on again. */
    async resetHealth(trx: Knex, keys: readonly number[]): Promise<void> {
      if (keys.length === 0) return;
      await trx(endpoints)
        .whereIn('endpoint', [...keys])
        .update({ switched_off_at: null, switched_off_because: null, failing_since: null });
    },
  };
};

export type Queue = ReturnType<typeof createQueue>;
