import type { Knex } from 'knex';
import { inChunks, toNumber } from 'newsroom-plugin-kit/sql';
import { keptOf } from '../endpoints/endpoints.sql';
import type { OutboxTables } from '../outbox/outbox.sql';
import { readScope, type Scope } from '../endpoints/scope';
import { cancelledAt, type State, type Tables } from '../tables';
import { aboutOf } from './summary';

type Row = Record<string, unknown>;
/** The attribute that names the documents of a content type to people. */
type TitleFieldOf = (uid: string) => Promise<string>;

const toMoment = (value: unknown): string | null => {
  const ms = toNumber(value);
  return ms === null ? null : new Date(ms).toISOString();
};

/** Which deliveries are listed; what is left out does not narrow. */
export interface Wanted {
  readonly endpoint?: number | undefined;
  readonly state?: State | undefined;
  readonly event?: string | undefined;
  readonly start: number;
  readonly limit: number;
}

const deliveryOf = async (row: Row, titleFieldOf: TitleFieldOf) => ({
  id: Number(row.id),
  endpoint: Number(row.endpoint),
  messageId: String(row.message_id),
  event: String(row.event),
  about: await aboutOf(String(row.body), titleFieldOf),
  state: row.state as State,
  /** Of all times that it was sent again. */
  attempts: Number(row.made),
  madeAt: toMoment(row.made_at),
  /** When it is tried next. */
  dueAt: row.state === 'pending' ? toMoment(row.due_at) : null,
  finishedAt: toMoment(row.finished_at),
  lastStatus: toNumber(row.status),
  lastProblem: (row.problem as string | null) ?? null,
});

const attemptOf = (row: Row) => ({
  at: toMoment(row.at),
  durationMs: Number(row.duration_ms),
  status: toNumber(row.status),
  problem: (row.problem as string | null) ?? null,
  answer: (row.answer as string | null) ?? '',
});

/** Of attempts `x`. */
const newestFirst = ['x.at', 'x.id'].map((column) => ({ column, order: 'desc' as const }));

/** What the admin page asks for, and what it has done again. */
export const createLog = (
  tables: Tables,
  outbox: OutboxTables,
  databaseId: () => string,
  titleFieldOf: TitleFieldOf,
) => {
  const { webhooks, messages, deliveries, attempts, endpoints } = tables;

  const again = { state: 'pending', attempts: 0, claim: null, finished_at: null };

  const listed = (db: Knex, { endpoint, state, event }: Wanted): Knex.QueryBuilder =>
    db({ d: deliveries }).where({
      ...(endpoint !== undefined && { 'd.endpoint': endpoint }),
      ...(state !== undefined && { 'd.state': state }),
      ...(event !== undefined && { 'd.event': event }),
    });

  const attemptsAt = (db: Knex): Knex.QueryBuilder =>
    db({ x: attempts }).whereRaw('x.endpoint = d.endpoint and x.message = d.message');

  const withLastAttempt = (db: Knex, query: Knex.QueryBuilder): Knex.QueryBuilder =>
    query
      .select('d.*', 'm.message_id', 'm.body', 'a.status', 'a.problem')
      .select(attemptsAt(db).count('x.id').as('made'))
      .join({ m: messages }, 'm.sequence', 'd.message')
      .leftJoin(
        { a: attempts },
        'a.id',
        '=',
        attemptsAt(db).select('x.id').orderBy(newestFirst).limit(1) as never,
      );

  /** Per endpoint and state, how many deliveries there are. */
  const counts = async (db: Knex): Promise<Map<string, number>> => {
    const rows: Row[] = await db(deliveries)
      .select('endpoint', 'state')
      .count({ number: 'id' })
      .groupBy('endpoint', 'state');
    return new Map(rows.map((row) => [`${row.endpoint} ${row.state}`, Number(row.number)]));
  };

  return {
    /** Every endpoint of Settings → Webhooks, with what waits for it and how it is doing; and those that are held. */
    async endpoints(db: Knex) {
      const rows: Row[] = await db({ e: endpoints })
        .select('e.*', 'w.id as found', 'w.enabled', 'w.events')
        .leftJoin({ w: webhooks }, keptOf(databaseId()))
        .where((one) => one.whereNotNull('w.id').orWhere('e.held', true))
        .orderBy('e.endpoint');
      const numbers = await counts(db);
      const oldest: Row[] = await db(deliveries)
        .select('endpoint')
        .min({ at: 'made_at' })
        .where({ state: 'pending' })
        .groupBy('endpoint');
      return rows.map((row) => ({
        id: Number(row.endpoint),
        /** Its row in Settings → Webhooks. */
        webhook: toNumber(row.found),
        name: String(row.name),
        url: String(row.url),
        /** Why nothing is sent to it: it is not certain which webhook it is, or there is none of its name and URL. */
        heldBecause: !row.held ? null : row.found === null ? ('lost' as const) : ('uncertain' as const),
        events: typeof row.events === 'string' ? JSON.parse(row.events) : (row.events ?? []),
        isEnabled: Boolean(row.enabled),
        scope: readScope(row.scope),
        failingSince: toMoment(row.failing_since),
        switchedOffAt: row.enabled ? null : toMoment(row.switched_off_at),
        switchedOffBecause: row.enabled ? null : ((row.switched_off_because as string | null) ?? null),
        isSecretShown: Boolean(row.secret_shown),
        /** Until then the former secret signs too. */
        formerSecretUntil: toMoment(row.former_until),
        pending: numbers.get(`${row.endpoint} pending`) ?? 0,
        delivered: numbers.get(`${row.endpoint} delivered`) ?? 0,
        failed: numbers.get(`${row.endpoint} failed`) ?? 0,
        oldestPendingAt: toMoment(oldest.find(({ endpoint }) => endpoint === row.endpoint)?.at),
      }));
    },

    /** How many endpoints there are, and how many of them need somebody: they fail, were switched off for it, or are held. */
    async failing(db: Knex): Promise<{ failing: number; endpoints: number }> {
      const kept = () => db({ e: endpoints }).leftJoin({ w: webhooks }, keptOf(databaseId()));
      const needing = await kept()
        .where((one) => one.where('w.enabled', true).whereNotNull('e.failing_since'))
        .orWhere((one) => one.where('w.enabled', false).whereNotNull('e.switched_off_at'))
        .orWhere('e.held', true)
        .count({ number: 'e.id' })
        .first();
      const all = await kept().whereNotNull('w.id').orWhere('e.held', true).count({ number: 'e.id' }).first();
      return { failing: Number(needing?.number ?? 0), endpoints: Number(all?.number ?? 0) };
    },

    /** Deliveries, the newest first, and how many there are in all. */
    async deliveries(db: Knex, wanted: Wanted) {
      const rows: Row[] = await withLastAttempt(db, listed(db, wanted))
        .orderBy('d.message', 'desc')
        .orderBy('d.id', 'desc')
        .offset(wanted.start)
        .limit(wanted.limit);
      const total = await listed(db, wanted).count({ number: 'd.id' }).first();
      const found = await Promise.all(rows.map((row) => deliveryOf(row, titleFieldOf)));
      return { deliveries: found, total: Number(total?.number ?? 0) };
    },

    /** One delivery with its body and its attempts, the newest first; `null` where there is none. */
    async delivery(db: Knex, id: number) {
      const row = await withLastAttempt(db, db({ d: deliveries }).where('d.id', id)).first();
      if (!row) return null;
      const { endpoint, message } = row;
      const made: Row[] = await db({ x: attempts })
        .where({ endpoint, message })
        .orderBy(newestFirst)
        .limit(100);
      return {
        ...(await deliveryOf(row, titleFieldOf)),
        body: String(row.body),
        history: made.map(attemptOf),
      };
    },

    /** Cancels what waits for an endpoint and is not in this scope. */
    async cancelOutOfScope(trx: Knex, endpoint: number, scope: Scope, nowMs: number): Promise<void> {
      await trx(deliveries)
        .where({ endpoint, state: 'pending' })
        .whereNotIn('message', outbox.tellable(trx, scope))
        .update(cancelledAt(nowMs));
    },

    /** Whether a delivery's message is in the scope of its endpoint now. */
    async isInScope(db: Knex, id: number): Promise<boolean> {
      const delivery = await db(deliveries).where({ id }).first('endpoint', 'message');
      const subscriber = delivery && (await outbox.subscriber(db, delivery.endpoint));
      if (!subscriber) return true;
      const found = await outbox.tellable(db, subscriber.scope).where('m.sequence', delivery.message).first();
      return found !== undefined;
    },

    /** Has a delivery made again, at once; the `webhook-id` stays. @returns whether there is such a one */
    async sendAgain(db: Knex, id: number, nowMs: number): Promise<boolean> {
      return (
        (await db(deliveries)
          .where({ id })
          .update({ ...again, due_at: nowMs })) > 0
      );
    },

    /** Cancels all that waits, whatever for. @returns how many deliveries that are */
    cancelWaiting: (trx: Knex, nowMs: number): Promise<number> =>
      trx(deliveries).where({ state: 'pending' }).update(cancelledAt(nowMs)),

    /** How many deliveries wait. */
    async waiting(db: Knex): Promise<number> {
      const row = await db(deliveries).where({ state: 'pending' }).count({ number: 'id' }).first();
      return Number(row?.number ?? 0);
    },

    /**
     * Has everything told to an endpoint again that has happened since, also what it has missed while it was
     * switched off, as far as the log has it.
     * @returns how many messages that are
     */
    async sendAllSince(trx: Knex, endpoint: number, sinceMs: number, nowMs: number): Promise<number> {
      const subscriber = await outbox.subscriber(trx, endpoint);
      if (!subscriber) return 0;
      const which = (query: Knex.QueryBuilder) => void query.where('m.at', '>=', sinceMs);
      await outbox.insertDeliveries(trx, subscriber, { dueAt: nowMs, which });
      return trx(deliveries)
        .where({ endpoint })
        .where('made_at', '>=', sinceMs)
        .whereIn('message', outbox.tellable(trx, subscriber.scope))
        .update({ ...again, due_at: nowMs });
    },

    /** Numbers of messages that are over everywhere and older than `beforeMs`, or beyond the newest `most`. */
    async finished(db: Knex, beforeMs: number, most: number): Promise<number[]> {
      const newest = await db(messages).select('sequence').orderBy('sequence', 'desc').offset(most).first();
      const rows: Row[] = await db({ m: messages })
        .select('m.sequence')
        .where((one) => one.where('m.at', '<', beforeMs).orWhere('m.sequence', '<=', newest?.sequence ?? 0))
        .whereNotExists(
          db({ d: deliveries }).select('d.id').whereRaw('d.message = m.sequence').where('d.state', 'pending'),
        )
        .orderBy('m.sequence')
        .limit(1000);
      return rows.map((row) => Number(row.sequence));
    },

    /** Takes messages out of the log, with all that belongs to them. */
    async remove(trx: Knex, sequences: readonly number[]): Promise<void> {
      for (const chunk of inChunks(sequences)) {
        for (const [table, column] of [
          [attempts, 'message'],
          [deliveries, 'message'],
          [messages, 'sequence'],
        ] as const) {
          await trx(table).whereIn(column, chunk).delete();
        }
      }
    },
  };
};

export type Log = ReturnType<typeof createLog>;
