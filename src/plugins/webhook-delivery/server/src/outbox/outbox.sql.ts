import type { Knex } from 'knex';
import { inChunks } from 'newsroom-plugin-kit/sql';
import { keptOf, type Endpoints } from '../endpoints/endpoints.sql';
import { audienceOf, mediaUid, readScope, type Audience, type Topic } from '../endpoints/scope';
import type { Scope } from '../../../shared/answers';
import type { Tables } from '../tables';
import type { Sequence } from '../sequence.sql';

/** A message as it is stored: one row for all endpoints of its audience. */
export interface Message extends Topic {
  /** The header `webhook-id`: the same for all attempts and endpoints. */
  readonly id: string;
  readonly event: string;
  /** Messages about the same subject reach an endpoint in order; `''` means the order does not matter. */
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly body: string;
  readonly audience: Audience;
}

/** What an endpoint has subscribed to. */
export interface Subscription {
  /** The endpoint's key. */
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

/** Stores messages and their deliveries. */
export const createOutboxTables = ({ tables, endpoints, sequence }: Options) => {
  const { webhooks, messages, deliveries } = tables;

  /** Restricts messages `m` to a scope's audience. Messages from before there were audiences (NULL) are for `all`. */
  const forAudience = (query: Knex.QueryBuilder, scope: Scope): void => {
    const audience = audienceOf(scope);
    query.where((condition) => {
      condition.where('m.audience', audience);
      if (audience === 'all') condition.orWhereNull('m.audience');
    });
  };

  /** Restricts messages `m` to the topics of a scope. */
  const onTopic = (query: Knex.QueryBuilder, { types, locales, media }: Scope): void => {
    if (!media) query.whereNot('m.event', 'like', 'media.%');
    if (types) query.where((condition) => condition.whereIn('m.uid', [...types, mediaUid, '']));
    if (locales) query.where((condition) => condition.whereIn('m.language', [...locales, '']));
  };

  const find = async (db: Knex, where: object): Promise<Subscription[]> => {
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

  /** Numbers of the messages that an endpoint with this scope may get. */
  const inScopeOf = (db: Knex, scope: Scope): Knex.QueryBuilder =>
    db({ m: messages })
      .select('m.sequence')
      .modify((query) => {
        // An endpoint that gets drafts may get messages without drafts too.
        if (scope.publishedOnly) forAudience(query, scope);
        onTopic(query, scope);
      });

  return {
    inScopeOf,

    /** Subscriptions of endpoints that are switched on. Without a cache: settings count at once on every instance. */
    subscriptions: (db: Knex): Promise<Subscription[]> => find(db, { 'w.enabled': true }),

    /** The subscription of one endpoint, switched on or not. */
    subscription: async (db: Knex, key: number): Promise<Subscription | undefined> =>
      (await find(db, { 'e.endpoint': key }))[0],

    /** To be called as late in a transaction as possible: all others wait for numbers until it ends. */
    async insertMessages(trx: Knex, composed: readonly Message[]): Promise<void> {
      const first = await sequence.draw(trx, composed.length);
      // Not `locale`: Strapi adds a column of that name to every table, and uses it.
      const rows = composed.map(({ id, locale, ...message }, i) => ({
        message_id: id,
        sequence: first + i,
        language: locale,
        ...message,
      }));
      // Few rows per statement: bodies are large, and databases limit the size of a statement.
      for (const chunk of inChunks(rows, 20)) await trx(messages).insert(chunk);
    },

    /**
     * Inserts deliveries of messages to an endpoint. A message that already has one gets no second one.
     * @param where adds the condition that messages `m` have to meet
     */
    async insertDeliveries(
      trx: Knex,
      { key, events, scope }: Subscription,
      { dueAt, where }: { dueAt: number; where: (query: Knex.QueryBuilder) => void },
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
          onTopic(query, scope);
        })
        .whereNotExists(
          trx({ d: deliveries }).select('d.id').where('d.endpoint', key).whereRaw('d.message = m.sequence'),
        )
        .orderBy('m.sequence')
        .modify(where);
      await trx(trx.raw(`?? (${columns.map(() => '??').join(', ')})`, [deliveries, ...columns])).insert(
        wanted,
      );
    },
  };
};

export type OutboxTables = ReturnType<typeof createOutboxTables>;
