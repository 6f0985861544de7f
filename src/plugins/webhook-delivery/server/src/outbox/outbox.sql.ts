import type { Knex } from 'knex';
import { inChunks } from 'newsroom-plugin-kit/sql';
import { keptOf, type Endpoints } from '../endpoints/endpoints.sql';
import { audienceOf, mediaUid, readScope, type Audience, type Facts, type Scope } from '../endpoints/scope';
import type { Tables } from '../tables';
import type { Sequence } from './sequence.sql';

/** A message as it is stored: once, for all endpoints of its audience that want it. */
export interface Message extends Facts {
  /** `webhook-id`: the same over all attempts and endpoints. */
  readonly id: string;
  readonly event: string;
  /** What it is about; messages about the same arrive in order. `''`: no order. */
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly body: string;
  readonly audience: Audience;
}

/** An endpoint by its key, and what it wants to hear of. */
export interface Subscriber {
  readonly key: number;
  readonly events: readonly string[];
  readonly scope: Scope;
}

const parse = (json: unknown): unknown => (typeof json === 'string' ? JSON.parse(json) : json);

interface Options {
  readonly tables: Tables;
  readonly endpoints: Endpoints;
  readonly sequence: Sequence;
}

/** Writes messages, and what is to become of them, in the transaction that they are given. */
export const createOutboxTables = ({ tables, endpoints, sequence }: Options) => {
  const { webhooks, messages, deliveries } = tables;

  /** Messages `m` that were written for a scope's audience; those from before there were scopes, for those who hear of all. */
  const forAudience = (query: Knex.QueryBuilder, scope: Scope): void => {
    const audience = audienceOf(scope);
    query.where((one) => {
      one.where('m.audience', audience);
      if (audience === 'all') one.orWhereNull('m.audience');
    });
  };

  /** Messages `m` about what is in a scope. */
  const inScope = (query: Knex.QueryBuilder, { types, locales, media }: Scope): void => {
    if (!media) query.whereNot('m.event', 'like', 'media.%');
    if (types) query.where((one) => one.whereIn('m.uid', [...types, mediaUid, '']));
    if (locales) query.where((one) => one.whereIn('m.language', [...locales, '']));
  };

  const find = async (db: Knex, where: object): Promise<Subscriber[]> => {
    const rows: { key: number | null; events: unknown; scope: unknown }[] = await db({ w: webhooks })
      .select('e.endpoint as key', 'e.scope', 'w.events')
      .leftJoin({ e: tables.endpoints }, keptOf(sequence.databaseId()))
      .where(where)
      .orderBy('w.id');
    if (rows.some(({ key }) => key === null)) {
      await endpoints.ensure(db);
      return find(db, where);
    }
    return rows.map(({ key, events, scope }) => ({
      key: Number(key),
      events: (parse(events) ?? []) as string[],
      scope: readScope(scope),
    }));
  };

  /** Messages that an endpoint of this scope may be told. */
  const tellable = (db: Knex, scope: Scope): Knex.QueryBuilder =>
    db({ m: messages })
      .select('m.sequence')
      .modify((query) => {
        // Who hears of drafts may be sent what tells nothing of them, too.
        if (scope.publishedOnly) forAudience(query, scope);
        inScope(query, scope);
      });

  return {
    tellable,

    /** Read anew each time: a change in the settings counts at once, on every instance. */
    subscribers: (db: Knex): Promise<Subscriber[]> => find(db, { 'w.enabled': true }),

    /** One endpoint, switched on or not. */
    subscriber: async (db: Knex, key: number): Promise<Subscriber | undefined> =>
      (await find(db, { 'e.endpoint': key }))[0],

    /** As late in its transaction as can be: what is numbered keeps the others waiting until the commit. */
    async insertMessages(trx: Knex, some: readonly Message[]): Promise<void> {
      const first = await sequence.draw(trx, some.length);
      // Strapi gives every table a column `locale`, and a meaning to it.
      const rows = some.map(({ id, locale, ...message }, i) => ({
        message_id: id,
        sequence: first + i,
        language: locale,
        ...message,
      }));
      // Bodies are large: a statement has its limit too.
      for (const chunk of inChunks(rows, 20)) await trx(messages).insert(chunk);
    },

    /**
     * Has messages delivered to an endpoint, each at most once.
     * @param which the condition that messages `m` have to meet
     */
    async insertDeliveries(
      trx: Knex,
      { key, events, scope }: Subscriber,
      { dueAt, which }: { dueAt: number; which: (query: Knex.QueryBuilder) => void },
    ): Promise<void> {
      const columns = ['message', 'endpoint', 'event', 'subject', 'state', 'due_at', 'attempts', 'made_at'];
      const wanted = trx({ m: messages })
        .select(
          'm.sequence',
          trx.raw('?', [key]),
          'm.event',
          'm.subject',
          trx.raw('?', ['pending']),
          trx.raw('?', [dueAt]),
          trx.raw('?', [0]),
          'm.at',
        )
        .whereIn('m.event', events as string[])
        .modify((query) => {
          forAudience(query, scope);
          inScope(query, scope);
        })
        .whereNotExists(
          trx({ d: deliveries }).select('d.id').where('d.endpoint', key).whereRaw('d.message = m.sequence'),
        )
        .orderBy('m.sequence')
        .modify(which);
      await trx(trx.raw(`?? (${columns.map(() => '??').join(', ')})`, [deliveries, ...columns])).insert(
        wanted,
      );
    },
  };
};

export type OutboxTables = ReturnType<typeof createOutboxTables>;
