import type { Knex } from 'knex';
import { toNumber } from 'newsroom-plugin-kit/sql';
import { keptOf } from '../endpoints/endpoints.sql';
import type { Tables } from '../tables';
import type { Delivery, Result } from './attempt';

type Row = Record<string, unknown>;

interface Claiming {
  readonly nowMs: number;
  /** Until then nobody else takes them; if the instance dies, somebody does then. */
  readonly leaseUntil: number;
  /** Names the instance and this one time. */
  readonly claim: string;
  /** As many in all. */
  readonly limit: number;
}

const attemptOf = ({ delivery, at, answer }: Result): Row => ({
  endpoint: delivery.endpoint,
  message: delivery.message,
  at,
  duration_ms: answer.durationMs,
  status: answer.status,
  problem: answer.problem,
  // PostgreSQL takes no NUL in a text.
  answer: answer.answer.replaceAll('\0', '\ufffd'),
});

/** The queues of endpoints. `due_at` is when a delivery may be worked on next: a lease moves it on. */
export const createQueue = (tables: Tables, databaseId: () => string) => {
  const { webhooks, messages, deliveries, attempts, endpoints } = tables;

  const due = (db: Knex, endpoint: number, nowMs: number): Knex.QueryBuilder =>
    db({ d: deliveries })
      .select('d.id', 'd.endpoint', 'd.message', 'd.attempts', 'd.event', 'm.message_id', 'm.body')
      .join({ m: messages }, 'm.sequence', 'd.message')
      .where({ 'd.endpoint': endpoint, 'd.state': 'pending' })
      .where('d.due_at', '<=', nowMs)
      // In order: what is about the same waits for what came before.
      .where((one) =>
        one
          .where('d.subject', '')
          .orWhereNotExists(
            db({ e: deliveries })
              .select('e.id')
              .whereRaw('e.endpoint = d.endpoint and e.subject = d.subject and e.message < d.message')
              .where('e.state', 'pending'),
          ),
      )
      .orderBy([{ column: 'd.due_at' }, { column: 'd.message' }]);

  const finish = (trx: Knex, ids: readonly number[], as: Row): Knex.QueryBuilder =>
    trx(deliveries)
      .whereIn('id', [...ids])
      .where({ state: 'pending' })
      .update({ due_at: null, claim: null, attempts: trx.raw('attempts + 1'), ...as });

  return {
    /** Whether anything is due to an endpoint that is switched on; asked each second. */
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

    /** Endpoints as they are set up now, with their state and their secrets: without a `key` where nothing is kept. */
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
     * Takes deliveries for this instance alone: of each endpoint as many as `rooms` says, in their order.
     * @returns what was taken, and the endpoint of each that was due: another instance may have been quicker
     */
    async claim(
      trx: Knex,
      rooms: ReadonlyMap<number, number>,
      { nowMs, leaseUntil, claim, limit }: Claiming,
    ): Promise<{ taken: Delivery[]; due: number[] }> {
      const found: Row[] = [];
      for (const [endpoint, room] of rooms) {
        const most = Math.min(room, limit - found.length);
        if (most > 0) found.push(...(await due(trx, endpoint, nowMs).limit(most)));
      }
      if (found.length === 0) return { taken: [], due: [] };
      const ids = found.map(({ id }) => Number(id));
      // Who comes second finds that it is not due any more.
      const changed = await trx(deliveries)
        .whereIn('id', ids)
        .where({ state: 'pending' })
        .where('due_at', '<=', nowMs)
        .update({ due_at: leaseUntil, claim });
      const mine =
        changed === ids.length ? ids : await trx(deliveries).whereIn('id', ids).where({ claim }).pluck('id');
      const taken = found
        .filter(({ id }) => mine.map(Number).includes(Number(id)))
        .sort((a, b) => Number(a.message) - Number(b.message))
        .map((row) => ({
          id: Number(row.id),
          endpoint: Number(row.endpoint),
          message: Number(row.message),
          attempts: Number(row.attempts),
          messageId: String(row.message_id),
          event: String(row.event),
          body: String(row.body),
        }));
      return { taken, due: found.map(({ endpoint }) => Number(endpoint)) };
    },

    /** Gives back what was claimed and not sent. */
    async release(db: Knex, id: number, nowMs: number): Promise<void> {
      await db(deliveries).where({ id, state: 'pending' }).update({ due_at: nowMs, claim: null });
    },

    /** Writes what has come of attempts to the log, and what becomes of the deliveries to their queues. */
    async record(trx: Knex, results: readonly Result[]): Promise<void> {
      await trx(attempts).insert(results.map(attemptOf));
      const delivered = results.filter(({ state }) => state === 'delivered');
      const ids = delivered.map(({ delivery }) => delivery.id);
      const finishedAt = Math.max(...delivered.map(({ at }) => at));
      if (ids.length > 0) await finish(trx, ids, { state: 'delivered', finished_at: finishedAt });
      for (const { delivery, at, state, dueAt } of results) {
        if (state === 'delivered') continue;
        const isOver = state !== 'pending';
        await finish(trx, [delivery.id], { state, due_at: dueAt, finished_at: isOver ? at : null });
      }
    },

    /** Notes whether an endpoint works. @returns since when it has been failing */
    async noteHealth(trx: Knex, endpoint: number, isWell: boolean, at: number): Promise<number | null> {
      const row = trx(endpoints).where({ endpoint });
      if (isWell) {
        await row.whereNotNull('failing_since').update({ failing_since: null });
        return null;
      }
      await row.clone().whereNull('failing_since').update({ failing_since: at });
      return toNumber((await row.clone().first('failing_since'))?.failing_since);
    },

    /** Switches an endpoint off in Settings → Webhooks; what waits for it goes on waiting. */
    async switchOff(trx: Knex, endpoint: number, because: 'failing' | 'gone', at: number): Promise<void> {
      const webhook = trx(endpoints).select('webhook').where({ endpoint, database_id: databaseId() });
      await trx(webhooks).whereIn('id', webhook).update({ enabled: false });
      await trx(endpoints).where({ endpoint }).update({ switched_off_at: at, switched_off_because: because });
    },

    /** An editor has switched them on again: they begin anew. */
    async beginAnew(trx: Knex, some: readonly number[]): Promise<void> {
      await trx(endpoints)
        .whereIn('endpoint', [...some])
        .update({ switched_off_at: null, switched_off_because: null, failing_since: null });
    },
  };
};

export type Queue = ReturnType<typeof createQueue>;
