import type { Knex } from 'knex';
import {
  asPublic,
  connectToShared,
  databaseName,
  publishArticle,
  readArticle,
  report,
  waitUntilFolded,
} from '../../clients/client';
import { act, edit } from '../../clients/editing';
import { until } from '../../clients/receiver';
import { counted, countsOf } from './counts';

let db: Knex;
beforeAll(() => {
  db = connectToShared();
});
afterAll(() => db.destroy());

const publish = async (title: string): Promise<string> => (await publishArticle({ title })).documentId;

// SQLite has one writer at a time.
if (databaseName !== 'sqlite') {
  describe('a document that an open transaction holds', () => {
    it('keeps no other from its viewCount, and gets its own when it is released', async () => {
      const [held, other] = [await publish('Đang được giữ'), await publish('Không ai giữ')];
      await waitUntilFolded(held);
      const editing = await db.transaction();
      try {
        await editing('articles').where({ document_id: held }).forUpdate();
        await report({ type: 'article', documentId: held });
        await report({ type: 'article', documentId: other });
        await waitUntilFolded(other);
        expect(await countsOf(db, other)).toEqual(counted(1));
        await until(
          () => countsOf(db, held),
          ({ totals }) => totals === 1,
        );
        expect((await readArticle(held)).viewCount).toBe(0);
        const { body } = await asPublic('GET', `/api/content-tracker/views/article/${held}`);
        expect(body.data).toMatchObject({ views: 1 });
      } finally {
        await editing.commit();
      }
      await waitUntilFolded(held);
      expect(await countsOf(db, held)).toEqual(counted(1));
    });

    it('and is saved again meanwhile, has all its views in each of its rows in the end', async () => {
      const documentId = await publish('Vừa giữ vừa đọc');
      const editing = await db.transaction();
      await editing('articles').where({ document_id: documentId }).forUpdate();
      const publishing = act(documentId, 'publish');
      for (let i = 0; i < 5; i += 1) await report({ type: 'article', documentId });
      await editing.commit();
      await publishing;
      await waitUntilFolded(documentId);
      expect(await countsOf(db, documentId)).toEqual(counted(5));
    });
  });
}

it('every row of a document that is edited, published, discarded and withdrawn while it is read gets all its views', async () => {
  const documentId = await publish('Sửa liên tục');
  let isEditing = true;
  let answered = 0;
  const read = async (): Promise<void> => {
    while (isEditing) {
      const { status } = await report({ type: 'article', documentId });
      if (status === 204) answered += 1;
      else expect([404, 503]).toContain(status);
    }
  };
  const readers = Array.from({ length: 4 }, read);
  for (let i = 0; i < 6; i += 1) {
    await edit(documentId, `Bản ${i}`);
    await act(documentId, 'publish');
    await edit(documentId, `Bản ${i} bỏ đi`);
    await act(documentId, 'discard');
    await act(documentId, 'unpublish');
    await act(documentId, 'publish');
  }
  isEditing = false;
  await Promise.all(readers);
  await waitUntilFolded(documentId);
  expect(answered).toBeGreaterThan(0);
  expect(await countsOf(db, documentId)).toEqual(counted(answered));
});
