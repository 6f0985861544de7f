import type { Knex } from 'knex';
import {
  createDatabase,
  signIn,
  start,
  type DatabaseName,
  type Running,
  type TestDatabase,
} from '../servers/newsroom';
import { createEndpoint, startReceiver, until, type Receiver } from '../clients/receiver';
import { pause } from './load';

const rounds = Number(process.env.NEWSROOM_SOAK_ROUNDS ?? 3);
const settings = { WEBHOOK_ALLOWED_ADDRESSES: '127.0.0.1', WEBHOOK_RETRY_DELAYS: '0.2,1,1,1,1,1,1,1' };
const articles = '/content-manager/collection-types/api::article.article';
const parallel = 4;

interface Case {
  readonly name: DatabaseName;
  /** Servers that share the outbox. */
  readonly instances: number;
}
const cases: Case[] = [
  { name: 'sqlite', instances: 1 },
  ...(process.env.TEST_POSTGRES_URL
    ? [
        { name: 'postgres' as const, instances: 1 },
        { name: 'postgres' as const, instances: 2 },
      ]
    : []),
];

/** Publishes, edits and unpublishes on the servers until it is stopped. */
const startPublishing = (servers: () => Running[], ids: readonly string[], token: string) => {
  let isOn = true;
  let answered = 0;
  const work = async (offset: number): Promise<void> => {
    for (let i = offset; isOn; i += parallel) {
      const running = servers()[i % servers().length] as Running;
      const action = i % 5 === 4 ? 'unpublish' : 'publish';
      const answer = await fetch(
        `${running.url}${articles}/${ids[i % ids.length]}/actions/${action}?locale=vi`,
        {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
          body: JSON.stringify({ title: `Bản ${i}`, body: '…' }),
        },
      ).catch(() => undefined);
      await answer?.arrayBuffer().catch(() => undefined);
      if (answer?.status === 200) answered += 1;
      else await pause(20);
    }
  };
  const all = Array.from({ length: parallel }, (_, i) => work(i));
  return {
    answered: () => answered,
    async stop() {
      isOn = false;
      await Promise.all(all);
    },
  };
};

/** The publications in the tracker's log, which is written in the same transactions. */
const publications = async (db: Knex, fromId: number): Promise<string[]> => {
  const rows = await db('content_tracker_publications')
    .where('id', '>', fromId)
    .whereIn('action', ['published', 'republished']);
  return rows.map((row) => `${row.target_document_id} ${new Date(row.published_after).toISOString()}`).sort();
};

const waitUntilSent = (db: Knex): Promise<unknown> =>
  until(
    async () =>
      Number((await db('webhook_delivery_deliveries').where({ state: 'pending' }).count({ n: 'id' }))[0]?.n),
    (pending) => pending === 0,
    120,
  );

describe.each(cases)(
  'kill -9 of $instances server(s) that send webhooks, on $name',
  ({ name, instances }) => {
    let database: TestDatabase;
    let receiver: Receiver;
    let db: Knex;

    beforeAll(async () => {
      database = await createDatabase(name);
      receiver = await startReceiver();
    });
    afterAll(async () => {
      receiver?.stop();
      await db?.destroy();
      await database?.drop();
    });

    it(`sends a message for every commit and for nothing else, ${rounds} times`, async () => {
      const first = await start(database, settings);
      const { adminToken } = await signIn(first.url);
      const servers = [first];
      while (servers.length < instances) servers.push(await start(database, settings));
      db = database.connect();
      const path = receiver.pathFor('flaky');
      await createEndpoint(db, { url: receiver.urlOf(path), events: ['entry.publish'] });
      const { data } = await (await fetch(`${first.url}/api/articles?fields=title`)).json();
      const ids: string[] = data.map((one: { documentId: string }) => one.documentId);
      const before = Number((await db('content_tracker_publications').max({ id: 'id' }))[0]?.id);

      for (let round = 0; round < rounds; round += 1) {
        const publishing = startPublishing(() => servers, ids, adminToken);
        await until(
          async () => publishing.answered(),
          (answered) => answered >= 5,
        );
        await pause(Math.random() * 800);
        const victim = round % instances;
        await servers[victim]?.stop('SIGKILL');
        await publishing.stop();
        servers[victim] = await start(database, settings);
      }

      await waitUntilSent(db);
      const received = await receiver.received(path);
      const byId = new Map(received.map(({ headers, body }) => [headers['webhook-id'], body]));
      const told = [...byId.values()].map((body) => {
        const { entry } = JSON.parse(body);
        return `${entry.documentId} ${entry.publishedAt}`;
      });
      expect(told.sort()).toEqual(await publications(db, before));
      // One body for each id, over all attempts.
      for (const { headers, body } of received) expect(body).toBe(byId.get(headers['webhook-id'] ?? ''));
      console.log(
        `${name}, ${instances} server(s): ${told.length} publications told over ${rounds} kills, in ${received.length} attempts`,
      );
      for (const running of servers) await running.stop();
    });
  },
);

const databases = [...new Set(cases.map(({ name }) => name))];

describe.each(databases)(
  'a healthy endpoint beside ones that hang, fail, reset and redirect, on %s',
  (name) => {
    it('gets the message of each of 10 publications a second within a second of its commit', async () => {
      const database = await createDatabase(name);
      const running = await start(database, { WEBHOOK_ALLOWED_ADDRESSES: '127.0.0.1' });
      const { apiToken } = await signIn(running.url);
      const receiver = await startReceiver();
      const db = database.connect();
      const [good, ...bad] = ['ok', 'hang', 'fail', 'reset', 'redirect'].map(receiver.pathFor) as [string];
      for (const path of [good, ...bad]) {
        await createEndpoint(db, { url: receiver.urlOf(path), events: ['entry.publish'] });
      }
      const { data } = await (await fetch(`${running.url}/api/articles?fields=title`)).json();
      const committed = new Map<string, number>();
      await Promise.all(
        Array.from({ length: 100 }, async (_, i) => {
          await pause(i * 100);
          // As a program: the admin's route takes twice as long, and a slow machine could not publish at this pace.
          const answer = await fetch(`${running.url}/api/articles/${data[i % data.length].documentId}`, {
            method: 'PUT',
            headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${apiToken}` },
            body: '{"data":{}}',
          });
          committed.set((await answer.json()).data.publishedAt, Date.now());
        }),
      );
      const received = await until(
        () => receiver.received(good),
        (found) => found.length >= 100,
      );
      const late = received.map(
        ({ at, body }) => at - (committed.get(JSON.parse(body).entry.publishedAt) ?? 0),
      );
      console.log(`100 publications, heard at most ${Math.max(...late)} ms after their answer`);
      expect(Math.max(...late)).toBeLessThan(1000);
      receiver.stop();
      await running.stop();
      await db.destroy();
      await database.drop();
    });
  },
);
