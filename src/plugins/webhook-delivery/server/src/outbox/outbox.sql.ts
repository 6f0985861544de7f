import type { Knex } from 'knex';
import { inChunks, type Tables } from '../tables';

/** A message as it is stored: once, for all endpoints that want it. */
export interface Message {
  /** `webhook-id`: the same over all attempts and endpoints. */
  readonly id: string;
  readonly event: string;
  /** What it is about; messages about the same arrive in order. `''`: no order. */
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly body: string;
}

/** An endpoint of Settings → Webhooks, switched on. */
export interface Subscriber {
  readonly id: number;
  readonly events: readonly string[];
}

const parse = (json: unknown): unknown => (typeof json === 'string' ? JSON.parse(json) : json);

/** Writes messages, and what is to become of them, in the transaction that they are given. */
export const createOutboxTables = ({ webhooks, messages, deliveries }: Tables) => {
  const find = async (db: Knex, where: object): Promise<Subscriber[]> => {
    const rows: { id: number; events: unknown }[] = await db(webhooks)
      .select('id', 'events')
      .where(where)
      .orderBy('id');
    return rows.map(({ id, events }) => ({ id, events: (parse(events) ?? []) as string[] }));
  };

  return {
    /** Read anew each time: a change in the settings counts at once, on every instance. */
    subscribers: (db: Knex): Promise<Subscriber[]> => find(db, { enabled: true }),

    /** One endpoint, switched on or not. */
    subscriber: async (db: Knex, id: number): Promise<Subscriber | undefined> => (await find(db, { id }))[0],

    async insertMessages(trx: Knex, some: readonly Message[]): Promise<void> {
      const rows = some.map(({ id, ...message }) => ({ message_id: id, ...message }));
      // Bodies are large: a statement has its limit too.
      for (const chunk of inChunks(rows, 20)) await trx(messages).insert(chunk);
    },

    /**
     * Has messages delivered to an endpoint, each at most once.
     * @param which the condition that messages `m` have to meet
     */
    async insertDeliveries(
      trx: Knex,
      { id, events }: Subscriber,
      { dueAt, which }: { dueAt: number; which: (query: Knex.QueryBuilder) => void },
    ): Promise<void> {
      const columns = ['message', 'endpoint', 'event', 'subject', 'state', 'due_at', 'attempts', 'made_at'];
      const wanted = trx({ m: messages })
        .select(
          'm.id',
          trx.raw('?', [id]),
          'm.event',
          'm.subject',
          trx.raw('?', ['pending']),
          trx.raw('?', [dueAt]),
          trx.raw('?', [0]),
          'm.at',
        )
        .whereIn('m.event', events as string[])
        .whereNotExists(
          trx({ d: deliveries }).select('d.id').where('d.endpoint', id).whereRaw('d.message = m.id'),
        )
        .orderBy('m.id')
        .modify(which);
      await trx(trx.raw(`?? (${columns.map(() => '??').join(', ')})`, [deliveries, ...columns])).insert(
        wanted,
      );
    },
  };
};

export type OutboxTables = ReturnType<typeof createOutboxTables>;
