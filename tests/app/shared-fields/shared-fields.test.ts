import { execFile } from 'node:child_process';
import type { Knex } from 'knex';
import {
  asAdmin,
  asProgram,
  connectToShared,
  editor,
  readArticle,
  sharedEnvironment,
} from '../../clients/client';
import { root } from '../../servers/databases';
import { act, actionsOf, expectSuccess, readInAdmin } from '../../clients/editing';
import { createEndpoint, keyOf, storedFor } from '../../clients/receiver';
import {
  createArticle,
  createAuthors,
  createEvent,
  events,
  fieldOf,
  inAll,
  put,
  rowsOf as readRows,
  save,
  uploadPicture,
  type Table,
} from './documents';

let webhook: number;
let key: number;
let db: Knex;
/** Two pictures. */
let pictures: number[];
let authors: string[];

const rowsOf = (table: Table, documentId: string) => readRows(db, table, documentId);

beforeAll(async () => {
  db = connectToShared();
  webhook = await createEndpoint(db, { url: 'http://127.0.0.1:9/shared-fields', events: ['entry.publish'] });
  key = await keyOf(asAdmin, webhook);
  pictures = [await uploadPicture(), await uploadPicture()];
  authors = await createAuthors(['Shared One', 'Shared Two']);
});
afterAll(async () => {
  await db?.('strapi_webhooks').where({ id: webhook }).delete();
  await db?.destroy();
});

describe('a shared field', () => {
  it('is changed in the drafts of all languages when the API changes it', async () => {
    const [first, second] = pictures;
    const id = await createArticle({ cover: first });
    expect(fieldOf(await rowsOf('articles', id), 'cover')).toEqual(inAll(first));
    await put('articles', id, 'vi', { cover: second });
    expect(fieldOf(await rowsOf('articles', id), 'cover')).toEqual(inAll(second));
    await act(id, 'publish', 'en');
    expect(fieldOf(await rowsOf('articles', id), 'cover')).toEqual(inAll(second));
  });

  it('is published in all languages when an editor publishes it', async () => {
    const id = await createEvent();
    const before = await rowsOf('events', id);
    await save(
      id,
      'vi',
      { title: 'Hội nghị', startsAt: '2026-12-01T08:00:00.000Z', eventStatus: 'postponed' },
      events,
    );
    expect(fieldOf(await rowsOf('events', id), 'status')).toEqual({
      ...inAll('postponed'),
      'vi published': 'scheduled',
      'en published': 'scheduled',
    });
    await expectSuccess(asAdmin('POST', `${editor(events)}/${id}/actions/publish?locale=vi`, {}));
    const after = await rowsOf('events', id);
    expect(fieldOf(after, 'status')).toEqual(inAll('postponed'));
    for (const row of ['en draft', 'en published']) {
      expect([row, after[row].updatedAt, after[row].publishedAt]).toEqual([
        row,
        before[row].updatedAt,
        before[row].publishedAt,
      ]);
    }
  });

  it('makes nothing look modified, is logged, and is sent by webhook', async () => {
    const id = await createArticle({ cover: pictures[0] });
    await put('articles', id, 'vi', { cover: pictures[1] });
    expect((await readInAdmin(id, 'en')).status).toBe('published');
    expect(await actionsOf(id, 'en')).toEqual(['published', 'updated']);
    expect(await actionsOf(id, 'vi')).toEqual(['published', 'republished']);
    const told = (await storedFor(db, key))
      .map((body) => JSON.parse(body))
      .filter(({ entry }) => entry.documentId === id);
    expect(told.map(({ entry }) => entry.locale)).toEqual(['vi', 'en', 'vi', 'en']);
    const { body } = await asProgram('GET', `/api/content-tracker/publishing/article/${id}?locale=en`);
    expect(body.data.timesPublished).toBe(1);
  });

  it('is neither logged nor sent where nothing has changed', async () => {
    const id = await createArticle({ cover: pictures[0] });
    await put('articles', id, 'vi', { title: 'Khác' });
    expect(await actionsOf(id, 'en')).toEqual(['published']);
  });

  it('publishes no unpublished text of other languages', async () => {
    const id = await createArticle({ cover: pictures[0] });
    await save(id, 'en', { title: 'Not yet', body: '…', cover: pictures[0] });
    await put('articles', id, 'vi', { cover: pictures[1] });
    expect(fieldOf(await rowsOf('articles', id), 'title')).toEqual({
      'vi draft': 'Tiếng Việt',
      'vi published': 'Tiếng Việt',
      'en draft': 'Not yet',
      'en published': 'English',
    });
    expect((await readInAdmin(id, 'en')).status).toBe('modified');
  });

  it('is reverted in the drafts of all languages when one is discarded', async () => {
    const id = await createArticle({ cover: pictures[0] });
    await save(id, 'vi', { title: 'Tiếng Việt', body: '…', cover: pictures[1] });
    expect((await rowsOf('articles', id))['en draft'].cover).toBe(pictures[1]);
    await act(id, 'discard', 'vi');
    expect(fieldOf(await rowsOf('articles', id), 'cover')).toEqual(inAll(pictures[0]));
  });

  it('is copied to a new language', async () => {
    const { documentId } = await expectSuccess(
      asProgram('POST', '/api/articles?locale=vi', {
        data: { title: 'Mới', body: '…', cover: pictures[0], author: authors[0] },
      }),
    );
    await put('articles', documentId, 'en', { title: 'New', body: '…' });
    const rows = await rowsOf('articles', documentId);
    expect(fieldOf(rows, 'cover')).toEqual(inAll(pictures[0]));
    expect(fieldOf(rows, 'author')).toEqual(inAll(authors[0]));
  });
});

describe('a new language of a document', () => {
  it('takes missing shared fields from the other drafts and changes neither them nor published rows', async () => {
    const id = await createEvent(['vi']);
    const edited = { title: 'Hội nghị', startsAt: '2026-12-01T09:00:00.000Z', eventStatus: 'postponed' };
    await save(id, 'vi', edited, events);
    await put('events', id, 'en', { title: 'Conference' });
    const rows = await db('events').where({ document_id: id });
    const of = (locale: string, isPublished: boolean) =>
      rows.find((row) => row.locale === locale && (row.published_at !== null) === isPublished);
    for (const locale of ['vi', 'en']) {
      for (const [isPublished, hour, status] of [
        [false, 9, 'postponed'],
        [true, 8, 'scheduled'],
      ] as const) {
        const row = of(locale, isPublished);
        expect([locale, isPublished, new Date(row.starts_at).getUTCHours(), row.event_status]).toEqual([
          locale,
          isPublished,
          hour,
          status,
        ]);
      }
    }
  });

  it('passes the shared fields that it was given on to all languages', async () => {
    const id = await createEvent(['vi']);
    await put('events', id, 'en', { title: 'Conference', eventStatus: 'cancelled' });
    expect(fieldOf(await rowsOf('events', id), 'status')).toEqual(inAll('cancelled'));
  });
});

it('two languages that are saved at the same time have the same shared fields', async () => {
  const id = await createArticle({ cover: pictures[0] });
  await Promise.all([
    put('articles', id, 'vi', { cover: pictures[0], title: 'Cùng lúc' }),
    put('articles', id, 'en', { cover: pictures[1], title: 'At once' }),
  ]);
  const covers = new Set(Object.values(fieldOf(await rowsOf('articles', id), 'cover')));
  expect(covers.size).toBe(1);
});

describe('a shared relation', () => {
  it('is the same author in every language, and can be emptied in every language', async () => {
    const id = await createArticle({ author: authors[0] });
    await put('articles', id, 'en', { author: authors[1] });
    expect(fieldOf(await rowsOf('articles', id), 'author')).toEqual(inAll(authors[1]));
    await put('articles', id, 'vi', { author: null });
    expect(fieldOf(await rowsOf('articles', id), 'author')).toEqual(inAll(null));
  });

  it('is the event in the language of the row, where the event has that language', async () => {
    const [both, vietnamese] = [await createEvent(), await createEvent(['vi'])];
    const id = await createArticle({ event: both });
    expect(fieldOf(await rowsOf('articles', id), 'event')).toEqual(inAll(both));
    expect((await readArticle(id, 'locale=en&populate=event')).event.title).toBe('Conference');
    await put('articles', id, 'vi', { event: vietnamese });
    const only = { ...inAll(vietnamese), 'en draft': null, 'en published': null };
    expect(fieldOf(await rowsOf('articles', id), 'event')).toEqual(only);
    // The language without it has taken nothing away.
    await put('articles', id, 'en', { title: 'Still English' });
    expect(fieldOf(await rowsOf('articles', id), 'event')).toEqual(only);
    await put('articles', id, 'vi', { event: null });
    expect(fieldOf(await rowsOf('articles', id), 'event')).toEqual(inAll(null));
  });

  it('to a draft event is kept when changes are discarded', async () => {
    const data = { title: 'Nháp', startsAt: '2026-12-01T08:00:00.000Z' };
    const event = (await expectSuccess(asProgram('POST', '/api/events?status=draft&locale=vi', { data })))
      .documentId;
    const id = await createArticle();
    await save(id, 'vi', {
      title: 'Sửa',
      body: '…',
      event: { connect: [{ documentId: event, locale: 'vi' }] },
    });
    await act(id, 'publish', 'vi');
    await act(id, 'discard', 'vi');
    expect((await rowsOf('articles', id))['vi draft'].event).toBe(event);
  });
});

describe('npm run shared-fields', () => {
  const run = (...args: string[]): Promise<{ code: number; lines: string[] }> =>
    new Promise((resolve) => {
      const options = { cwd: root, env: sharedEnvironment() };
      execFile(process.execPath, ['scripts/shared-fields.mjs', ...args], options, (error, stdout) =>
        resolve({ code: error ? Number(error.code) : 0, lines: stdout.trim().split('\n') }),
      );
    });

  it('lists and mends languages that differ, and ignores changes that are only not published yet', async () => {
    const unpublished = await createArticle({ author: authors[0] });
    await put('articles', unpublished, 'vi', { author: authors[1] }, 'draft');
    const differing = await createEvent();
    await db('events')
      .where({ document_id: differing, locale: 'en' })
      .update({ event_status: 'cancelled', updated_at: new Date(0) });
    const before = await run();
    const about = (lines: readonly string[], id: string) => lines.filter((line) => line.includes(id));
    expect([before.code, about(before.lines, unpublished)]).toEqual([1, []]);
    expect(about(before.lines, differing)).toEqual([
      expect.stringContaining('draft: eventStatus is "cancelled" in en, "scheduled" in vi'),
      expect.stringContaining('published: eventStatus is'),
    ]);
    expect((await run('--mend')).code).toBe(1);
    // Drafts by the one that was saved last, what readers see by what was published last.
    expect(fieldOf(await rowsOf('events', differing), 'status')).toEqual({
      'vi draft': 'scheduled',
      'en draft': 'scheduled',
      'vi published': 'cancelled',
      'en published': 'cancelled',
    });
    expect(fieldOf(await rowsOf('articles', unpublished), 'author')).toEqual({
      'vi draft': authors[1],
      'en draft': authors[1],
      'vi published': authors[0],
      'en published': authors[0],
    });
    // Other tests write beside this one: of these two there is nothing left to say.
    const after = await run();
    expect([...about(after.lines, differing), ...about(after.lines, unpublished)]).toEqual([]);
  });
});
