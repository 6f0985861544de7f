import { bootStrapi } from '../servers/strapi-process';
import { createDatabase } from '../servers/newsroom';
import { createEndpoint, startReceiver, until } from '../clients/receiver';
import type { DatabaseProxy } from '../servers/database-proxy';
import { differences } from './agreement';
import { createTally, pause, report } from './load';
import {
  articles,
  expectWhole,
  isWhole,
  servers,
  titleOf,
  viewsOf,
  withScene,
  type Answered,
  type Scene,
} from './scene';

/** Switches the proxy once the pool has dropped its broken connections. */
const atCommit = async (proxy: DatabaseProxy, ...given: Parameters<DatabaseProxy['atCommit']>) => {
  proxy.atCommit(...given);
  await pause(100);
};

/** One write through each API; resolves to whether it is stored. */
const doors: Record<string, (scene: Scene) => Promise<{ answer: Answered; isStored: boolean }>> = {
  'a save over REST': async ({ call, keys, db, ids: [id = ''] }) => {
    const title = `REST ${Math.random()}`;
    const answer = await call('PUT', `/api/articles/${id}?locale=vi`, { data: { title } }, keys.apiToken);
    return { answer, isStored: (await titleOf(db, id)) === title };
  },
  'a new article over REST': async ({ call, keys, db }) => {
    const title = `Mới ${Math.random()}`;
    const answer = await call(
      'POST',
      '/api/articles?locale=vi',
      { data: { title, body: '…' } },
      keys.apiToken,
    );
    return { answer, isStored: (await db('articles').where({ title }).first()) !== undefined };
  },
  'a save in the admin': async ({ call, db, ids: [, id = ''] }) => {
    const title = `Admin ${Math.random()}`;
    const answer = await call('PUT', `${articles}/${id}?locale=vi`, { title, body: '…' });
    return { answer, isStored: (await db('articles').where({ title }).first()) !== undefined };
  },
  'publishing many': async ({ call, db, ids }) => {
    const count = async () =>
      Number(
        (await db('content_tracker_publications').where({ action: 'republished' }).count({ n: 'id' }))[0]?.n,
      );
    const before = await count();
    const documentIds = ids.slice(2, 6);
    const answer = await call('POST', `${articles}/actions/bulkPublish`, { documentIds, locale: 'vi' });
    const after = await count();
    expect([before, before + 4]).toContain(after);
    return { answer, isStored: after > before };
  },
  'correcting a date': async ({ call, db, ids: [, , , , , , id = ''] }) => {
    const at = new Date(Date.UTC(2015, 0, 1) + Math.floor(Math.random() * 1e9)).toISOString();
    const body = { locale: 'vi', firstPublishedAt: at, reason: 'thử' };
    const answer = await call('POST', `/content-tracker/publishing/article/${id}/correction`, body);
    const row = await db('articles').where({ document_id: id, locale: 'vi' }).first();
    return { answer, isStored: new Date(row.first_published_at).toISOString() === at };
  },
};

describe.each(servers)('a COMMIT that fails, on %s', (name) => {
  it('is answered as a failure by every API, and every success that was answered is stored', () =>
    withScene(name, async (scene) => {
      const { proxy, db, running, keys, call } = scene;
      for (const [door, write] of Object.entries(doors)) {
        await atCommit(proxy, 'cut');
        const cut = await write(scene);
        expect([door, cut.isStored, cut.answer.status]).toEqual([door, false, 500]);
        expect([door, cut.answer.body.error.name]).toEqual([door, 'OutcomeUnknownError']);
        await atCommit(proxy, 'lose the answer');
        const lost = await write(scene);
        expect([door, lost.answer.status]).toEqual([door, 500]);
        await atCommit(proxy, 'pass');
        const passed = await write(scene);
        expect([door, passed.isStored, passed.answer.status < 300]).toEqual([door, true, true]);
      }

      const id = scene.ids[7] as string;
      const before = await viewsOf(db, id);
      const reader = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/soak Firefox/140.0';
      await atCommit(proxy, 'cut', 'views');
      const tally = createTally();
      await report(running.url, id, tally, reader);
      expect(tally.statuses).toEqual(new Map([[503, 1]]));
      expect(tally.withoutRetryAfter).toBe(0);
      await atCommit(proxy, 'pass');
      // It was not counted: the same reader within the 30 s is no repeat.
      await report(running.url, id, tally, reader);
      await report(running.url, id, tally, reader);
      expect(await viewsOf(db, id)).toBe(before + 1);

      const views = [
        {
          type: 'article',
          documentId: id,
          locale: 'vi',
          at: new Date().toISOString(),
          address: '203.0.113.9',
          agent: reader,
          eventId: 'soak 1',
        },
      ];
      const batch = () => call('POST', '/api/content-tracker/views/batch', { views }, keys.apiToken);
      await atCommit(proxy, 'cut');
      expect((await batch()).status).toBe(503);
      await atCommit(proxy, 'lose the answer');
      const unknown = await batch();
      expect([unknown.status, unknown.body.error.message]).toEqual([
        503,
        expect.stringMatching(/may or may not/),
      ]);
      await atCommit(proxy, 'pass');
      expect((await batch()).body.data).toEqual([{ status: 'duplicate' }]);
      expect(await viewsOf(db, id)).toBe(before + 2);
      await expectWhole(scene);
    }));
});

describe.each(servers)('a fold whose COMMIT fails, on %s', (name) => {
  it('counts each view once, whether it came through or not', () =>
    withScene(name, async ({ proxy, db, running, ids }) => {
      const before = await Promise.all(ids.map((id) => viewsOf(db, id)));
      const tally = createTally();
      for (let round = 0; round < (isWhole ? 20 : 6); round += 1) {
        await atCommit(proxy, round % 2 === 0 ? 'cut' : 'lose the answer');
        const cuts = proxy.cuts();
        await Promise.all(ids.map((id) => report(running.url, id, tally)));
        await until(
          () => proxy.cuts(),
          (now) => now > cuts,
          40,
        );
        await atCommit(proxy, 'pass');
      }
      const after = await Promise.all(ids.map((id) => viewsOf(db, id)));
      expect(after.map((views, i) => views - (before[i] as number))).toEqual(
        ids.map((id) => tally.answered.get(id) ?? 0),
      );
      await until(
        () => differences(db),
        (found) => found.length === 0,
        40,
      );
    }));
});

describe.each(servers)('a scheduled action whose COMMIT fails, on %s', (name) => {
  it.each(['cut', 'lose the answer'] as const)('is carried out once: %s', (failure) =>
    withScene(name, async ({ proxy, db, call, ids }) => {
      const at = Date.now() + 4_000;
      const unpublished = ids.slice(0, 4);
      for (const id of unpublished) {
        const body = { unpublishAt: new Date(at).toISOString() };
        const path = `/content-tracker/schedule/article/${id}?locale=vi`;
        expect((await call('PUT', path, body)).status).toBe(200);
      }
      expect(Date.now()).toBeLessThan(at);
      await atCommit(proxy, failure);
      const actions = () => db('content_tracker_scheduled_actions').where({ due_at: at });
      // Each of them has begun, and its COMMIT has failed.
      await until(proxy.cuts, (cuts) => cuts >= unpublished.length, 60);
      const inState = (expected: string) => async () =>
        (await actions()).every(({ state }: { state: string }) => state === expected);
      await until(inState(failure === 'cut' ? 'pending' : 'done'), Boolean, 5);
      await atCommit(proxy, 'pass');
      await until(inState('done'), Boolean, 60);
      const entries = await db('content_tracker_publications').where({ action: 'unpublished' });
      expect(entries.map((entry) => entry.target_document_id).sort()).toEqual([...unpublished].sort());
    }),
  );
});

if (servers.includes('postgres')) {
  it('PostgreSQL: a save fails if an error was caught in its transaction', async () => {
    const database = await createDatabase('postgres');
    const inside = await bootStrapi(database);
    const result = await inside.run(async (strapi) => {
      const author = await strapi.db.query('api::author.author').findOne({});
      const told: string[] = [];
      const attempt = (write: () => Promise<unknown>) =>
        strapi.db
          .transaction(async ({ trx, onCommit }: any) => {
            onCommit(() => told.push('committed'));
            await write();
            await trx.raw('select 1 / 0').catch(() => undefined);
          })
          .then(
            () => 'resolved',
            ({ code }: { code: string }) => code,
          );
      const outcome = await attempt(() =>
        strapi.db.query('api::author.author').update({ where: { id: author.id }, data: { bio: 'Đã mất' } }),
      );
      const [{ documentId }] = await strapi
        .documents('api::article.article')
        .findMany({ locale: 'vi', limit: 1 });
      const ofDocument = await attempt(() =>
        strapi
          .documents('api::article.article')
          .update({ documentId, locale: 'vi', data: { title: 'Đã mất' } }),
      );
      const stored =
        (await strapi.db.query('api::author.author').count({ where: { bio: 'Đã mất' } })) +
        (await strapi.db.query('api::article.article').count({ where: { title: 'Đã mất' } }));
      return { outcome, ofDocument, told, stored };
    });
    expect(result).toEqual({
      outcome: 'TRANSACTION_ROLLED_BACK',
      // The plugins' own last statements meet it before COMMIT does.
      ofDocument: '25P02',
      told: [],
      stored: 0,
    });
    await inside.stop();
    await database.drop();
  });
}

if (isWhole) {
  describe.each(servers)('the result of a delivery whose COMMIT fails, on %s', (name) => {
    it('makes the message be sent again under the same id before it counts as delivered', () =>
      withScene(name, async (scene) => {
        const {
          proxy,
          db,
          call,
          ids: [id = ''],
        } = scene;
        const receiver = await startReceiver();
        const path = receiver.pathFor('ok');
        await createEndpoint(db, { url: receiver.urlOf(path), events: ['entry.publish'] });
        await call('POST', `${articles}/${id}/actions/publish?locale=vi`, { title: 'Kể', body: '…' });
        await atCommit(proxy, 'cut');
        await pause(2_000);
        expect(proxy.cuts()).toBeGreaterThan(0);
        await atCommit(proxy, 'pass');
        await until(
          async () => (await db('webhook_delivery_deliveries').where({ state: 'delivered' })).length,
          (delivered) => delivered === 1,
          60,
        );
        const received = await receiver.received(path);
        expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
        receiver.stop();
      }));
  });
}
