import type { Knex } from 'knex';
import type { OutboxTables } from '../outbox/outbox.sql';
import { inChunks, toNumber, type State, type Tables } from '../tables';
import { aboutOf } from './about';

type Row = Record<string, unknown>;

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

const deliveryOf = (row: Row) => ({
  id: Number(row.id),
  endpoint: Number(row.endpoint),
  messageId: String(row.message_id),
  event: String(row.event),
  about: aboutOf(String(row.body)),
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

/** What the admin page asks for, and what it has done again. */
export const createLog = (tables: Tables, outbox: OutboxTables) => {
  const { webhooks, messages, deliveries, attempts, endpoints } = tables;

  const again = { state: 'pending', attempts: 0, claim: null, finished_at: null };

  const listed = (db: Knex, { endpoint, state, event }: Wanted): Knex.QueryBuilder =>
    db({ d: deliveries }).where({
      ...(endpoint !== undefined && { 'd.endpoint': endpoint }),
      ...(state !== undefined && { 'd.state': state }),
      ...(event !== undefined && { 'd.event': event }),
    });

  const withLastAttempt = (db: Knex, query: Knex.QueryBuilder): Knex.QueryBuilder =>
    query
      .select('d.*', 'm.message_id', 'm.body', 'a.status', 'a.problem')
      .select(db({ x: attempts }).count('x.id').whereRaw('x.delivery = d.id').as('made'))
      .join({ m: messages }, 'm.id', 'd.message')
      .leftJoin(
        { a: attempts },
        'a.id',
        '=',
        db({ x: attempts }).max('x.id').whereRaw('x.delivery = d.id') as never,
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
    /** Every endpoint of Settings → Webhooks, with what waits for it and how it is doing. */
    async endpoints(db: Knex) {
      const rows: Row[] = await db({ w: webhooks })
        .select('w.id', 'w.name', 'w.url', 'w.enabled', 'w.events', 'e.*', 'w.id as webhook')
        .leftJoin({ e: endpoints }, 'e.endpoint', 'w.id')
        .orderBy('w.id');
      const numbers = await counts(db);
      const oldest: Row[] = await db(deliveries)
        .select('endpoint')
        .min({ at: 'made_at' })
        .where({ state: 'pending' })
        .groupBy('endpoint');
      return rows.map((row) => ({
        id: Number(row.webhook),
        name: String(row.name),
        url: String(row.url),
        events: typeof row.events === 'string' ? JSON.parse(row.events) : (row.events ?? []),
        isEnabled: Boolean(row.enabled),
        failingSince: toMoment(row.failing_since),
        switchedOffAt: row.enabled ? null : toMoment(row.switched_off_at),
        switchedOffBecause: row.enabled ? null : ((row.switched_off_because as string | null) ?? null),
        isSecretShown: Boolean(row.secret_shown),
        /** Until then the former secret signs too. */
        formerSecretUntil: toMoment(row.former_until),
        pending: numbers.get(`${row.webhook} pending`) ?? 0,
        delivered: numbers.get(`${row.webhook} delivered`) ?? 0,
        failed: numbers.get(`${row.webhook} failed`) ?? 0,
        oldestPendingAt: toMoment(oldest.find(({ endpoint }) => endpoint === row.webhook)?.at),
      }));
    },

    /** How many endpoints there are, and how many of them are failing or were switched off for it. */
    async failing(db: Knex): Promise<{ failing: number; endpoints: number }> {
      const row = await db({ w: webhooks })
        .join({ e: endpoints }, 'e.endpoint', 'w.id')
        .where((one) => one.where('w.enabled', true).whereNotNull('e.failing_since'))
        .orWhere((one) => one.where('w.enabled', false).whereNotNull('e.switched_off_at'))
        .count({ number: 'w.id' })
        .first();
      const all = await db(webhooks).count({ number: 'id' }).first();
      return { failing: Number(row?.number ?? 0), endpoints: Number(all?.number ?? 0) };
    },

    /** Deliveries, the newest first, and how many there are in all. */
    async deliveries(db: Knex, wanted: Wanted) {
      const rows: Row[] = await withLastAttempt(db, listed(db, wanted))
        .orderBy('d.message', 'desc')
        .orderBy('d.id', 'desc')
        .offset(wanted.start)
        .limit(wanted.limit);
      const total = await listed(db, wanted).count({ number: 'd.id' }).first();
      return { deliveries: rows.map(deliveryOf), total: Number(total?.number ?? 0) };
    },

    /** One delivery with its body and its attempts, the newest first; `null` where there is none. */
    async delivery(db: Knex, id: number) {
      const row = await withLastAttempt(db, db({ d: deliveries }).where('d.id', id)).first();
      if (!row) return null;
      const made: Row[] = await db(attempts).where({ delivery: id }).orderBy('id', 'desc').limit(100);
      return { ...deliveryOf(row), body: String(row.body), history: made.map(attemptOf) };
    },

    /** Has a delivery made again, at once; the `webhook-id` stays. @returns whether there is such a one */
    async sendAgain(db: Knex, id: number, nowMs: number): Promise<boolean> {
      return (
        (await db(deliveries)
          .where({ id })
          .update({ ...again, due_at: nowMs })) > 0
      );
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
        .update({ ...again, due_at: nowMs });
    },

    /** What was to go to an endpoint that is no more. */
    async cancelOrphans(trx: Knex, nowMs: number): Promise<void> {
      const known = trx(webhooks).select('id');
      await trx(deliveries)
        .where({ state: 'pending' })
        .whereNotIn('endpoint', known)
        .update({ state: 'cancelled', due_at: null, claim: null, finished_at: nowMs });
      await trx(endpoints).whereNotIn('endpoint', known).delete();
    },

    /** Messages that are over everywhere and older than `beforeMs`, or beyond the newest `most`. */
    async finished(db: Knex, beforeMs: number, most: number): Promise<number[]> {
      const newest = await db(messages).select('id').orderBy('id', 'desc').offset(most).first();
      const rows: { id: number }[] = await db({ m: messages })
        .select('m.id')
        .where((one) => one.where('m.at', '<', beforeMs).orWhere('m.id', '<=', newest?.id ?? 0))
        .whereNotExists(
          db({ d: deliveries }).select('d.id').whereRaw('d.message = m.id').where('d.state', 'pending'),
        )
        .orderBy('m.id')
        .limit(1000);
      return rows.map(({ id }) => Number(id));
    },

    /** Takes messages out of the log, with all that belongs to them. */
    async remove(trx: Knex, ids: readonly number[]): Promise<void> {
      for (const chunk of inChunks(ids)) {
        const theirs = trx(deliveries).select('id').whereIn('message', chunk);
        await trx(attempts).whereIn('delivery', theirs).delete();
        await trx(deliveries).whereIn('message', chunk).delete();
        await trx(messages).whereIn('id', chunk).delete();
      }
    },
  };
};

export type Log = ReturnType<typeof createLog>;
