import type { Knex } from 'knex';
import { toNumber } from 'newsroom-plugin-kit/sql';
import type {
  Attempt,
  Delivery,
  DeliveryDetails,
  DeliveryState,
  Endpoint,
  Health,
} from '../../../shared/answers';
import { keptOf } from '../endpoints/endpoints.sql';
import { readScope } from '../endpoints/scope';
import type { Tables } from '../tables';
import { summaryOf, type TitleFieldOf } from './summary';

type Row = Record<string, unknown>;

const toMoment = (value: unknown): string | null => {
  const ms = toNumber(value);
  return ms === null ? null : new Date(ms).toISOString();
};

/** Which deliveries are listed. A condition that is undefined lets all pass. */
export interface DeliveryFilter {
  readonly endpoint: number | undefined;
  readonly state: DeliveryState | undefined;
  readonly event: string | undefined;
  readonly start: number;
  readonly limit: number;
}

const toDelivery = async (row: Row, titleFieldOf: TitleFieldOf): Promise<Delivery> => ({
  id: Number(row.id),
  endpoint: Number(row.endpoint),
  messageId: String(row.message_id),
  event: String(row.event),
  about: await summaryOf(String(row.body), titleFieldOf),
  state: row.state as DeliveryState,
  attempts: Number(row.attempt_count),
  madeAt: toMoment(row.made_at) ?? '',
  dueAt: row.state === 'pending' ? toMoment(row.due_at) : null,
  finishedAt: toMoment(row.finished_at),
  lastStatus: toNumber(row.status),
  lastProblem: (row.problem as string | null) ?? null,
});

const toAttempt = (row: Row): Attempt => ({
  at: toMoment(row.at) ?? '',
  durationMs: Number(row.duration_ms),
  status: toNumber(row.status),
  problem: (row.problem as string | null) ?? null,
  answer: (row.answer as string | null) ?? '',
});

/** How many deliveries of an endpoint are in each state, and the oldest pending one. */
interface Counts {
  readonly numberOf: (endpoint: unknown, state: DeliveryState) => number;
  readonly oldestPendingOf: (endpoint: unknown) => unknown;
}

const toEndpoint = (row: Row, { numberOf, oldestPendingOf }: Counts): Endpoint => ({
  id: Number(row.endpoint),
  webhook: toNumber(row.found),
  name: String(row.name),
  url: String(row.url),
  heldBecause: !row.held ? null : row.found === null ? 'lost' : 'uncertain',
  events: typeof row.events === 'string' ? JSON.parse(row.events) : (row.events ?? []),
  isEnabled: Boolean(row.enabled),
  scope: readScope(row.scope),
  failingSince: toMoment(row.failing_since),
  switchedOffAt: row.enabled ? null : toMoment(row.switched_off_at),
  switchedOffBecause: row.enabled
    ? null
    : ((row.switched_off_because as Endpoint['switchedOffBecause'] | undefined) ?? null),
  isSecretShown: Boolean(row.secret_shown),
  formerSecretUntil: toMoment(row.former_until),
  pending: numberOf(row.endpoint, 'pending'),
  delivered: numberOf(row.endpoint, 'delivered'),
  failed: numberOf(row.endpoint, 'failed'),
  oldestPendingAt: toMoment(oldestPendingOf(row.endpoint)),
});

/** The order of attempts; the queries call their table `x`. */
const newestFirst = ['x.at', 'x.id'].map((column) => ({ column, order: 'desc' as const }));

/** The queries behind the admin page. */
export const createLog = (tables: Tables, databaseId: () => string, titleFieldOf: TitleFieldOf) => {
  const { webhooks, messages, deliveries, attempts, endpoints } = tables;

  const listed = (db: Knex, { endpoint, state, event }: DeliveryFilter): Knex.QueryBuilder =>
    db({ d: deliveries }).where({
      ...(endpoint !== undefined && { 'd.endpoint': endpoint }),
      ...(state !== undefined && { 'd.state': state }),
      ...(event !== undefined && { 'd.event': event }),
    });

  const attemptsOf = (db: Knex): Knex.QueryBuilder =>
    db({ x: attempts }).whereRaw('x.endpoint = d.endpoint and x.message = d.message');

  const withLastAttempt = (db: Knex, query: Knex.QueryBuilder): Knex.QueryBuilder =>
    query
      .select('d.*', 'm.message_id', 'm.body', 'a.status', 'a.problem')
      .select(attemptsOf(db).count('x.id').as('attempt_count'))
      .join({ m: messages }, 'm.sequence', 'd.message')
      .leftJoin(
        { a: attempts },
        'a.id',
        '=',
        attemptsOf(db).select('x.id').orderBy(newestFirst).limit(1) as never,
      );

  const count = async (db: Knex): Promise<Counts> => {
    const rows: Row[] = await db(deliveries)
      .select('endpoint', 'state')
      .count({ number: 'id' })
      .groupBy('endpoint', 'state');
    const numbers = new Map(rows.map((row) => [`${row.endpoint} ${row.state}`, Number(row.number)]));
    const oldest: Row[] = await db(deliveries)
      .select('endpoint')
      .min({ at: 'made_at' })
      .where({ state: 'pending' })
      .groupBy('endpoint');
    return {
      numberOf: (endpoint, state) => numbers.get(`${endpoint} ${state}`) ?? 0,
      oldestPendingOf: (endpoint) => oldest.find((row) => row.endpoint === endpoint)?.at,
    };
  };

  return {
    /** The endpoints of all webhooks of Settings → Webhooks, and those that are held. */
    async endpoints(db: Knex): Promise<Endpoint[]> {
      const rows: Row[] = await db({ e: endpoints })
        .select('e.*', 'w.id as found', 'w.enabled', 'w.events')
        .leftJoin({ w: webhooks }, keptOf(databaseId()))
        .where((condition) => condition.whereNotNull('w.id').orWhere('e.held', true))
        .orderBy('e.endpoint');
      const counts = await count(db);
      return rows.map((row) => toEndpoint(row, counts));
    },

    /** How many endpoints there are, and how many of them fail, were switched off for failing, or are held. */
    async failing(db: Knex): Promise<Omit<Health, 'isSending'>> {
      const joined = () => db({ e: endpoints }).leftJoin({ w: webhooks }, keptOf(databaseId()));
      const failing = await joined()
        .where((condition) => condition.where('w.enabled', true).whereNotNull('e.failing_since'))
        .orWhere((condition) => condition.where('w.enabled', false).whereNotNull('e.switched_off_at'))
        .orWhere('e.held', true)
        .count({ number: 'e.id' })
        .first();
      const all = await joined()
        .whereNotNull('w.id')
        .orWhere('e.held', true)
        .count({ number: 'e.id' })
        .first();
      return { failing: Number(failing?.number ?? 0), endpoints: Number(all?.number ?? 0) };
    },

    /** One page of deliveries, the newest first, and how many there are in all. */
    async deliveries(db: Knex, filter: DeliveryFilter) {
      const rows: Row[] = await withLastAttempt(db, listed(db, filter))
        .orderBy('d.message', 'desc')
        .orderBy('d.id', 'desc')
        .offset(filter.start)
        .limit(filter.limit);
      const total = await listed(db, filter).count({ number: 'd.id' }).first();
      const found = await Promise.all(rows.map((row) => toDelivery(row, titleFieldOf)));
      return { deliveries: found, total: Number(total?.number ?? 0) };
    },

    async delivery(db: Knex, id: number): Promise<DeliveryDetails | null> {
      const row = await withLastAttempt(db, db({ d: deliveries }).where('d.id', id)).first();
      if (!row) return null;
      const { endpoint, message } = row;
      const newest: Row[] = await db({ x: attempts })
        .where({ endpoint, message })
        .orderBy(newestFirst)
        .limit(100);
      return {
        ...(await toDelivery(row, titleFieldOf)),
        body: String(row.body),
        history: newest.map(toAttempt),
      };
    },

    /** How many deliveries are pending, over all endpoints. */
    async waiting(db: Knex): Promise<number> {
      const row = await db(deliveries).where({ state: 'pending' }).count({ number: 'id' }).first();
      return Number(row?.number ?? 0);
    },
  };
};

export type Log = ReturnType<typeof createLog>;
