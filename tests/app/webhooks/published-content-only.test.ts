import type { Knex } from 'knex';
import { asAdmin, asProgram, connectToShared, editor } from '../../clients/client';
import { expectSuccess } from '../../clients/editing';
import { createRandom } from '../../model/sequences';
import { createEndpoint, entryEvents, keyOf, storedFor } from '../../clients/receiver';

const seed = Number(process.env.NEWSROOM_SCOPE_SEED ?? 20261126);
const steps = Number(process.env.NEWSROOM_SCOPE_STEPS ?? 60);

let db: Knex;
let webhook: number;

beforeAll(() => {
  db = connectToShared();
});
afterAll(async () => {
  await db?.('strapi_webhooks').where({ id: webhook }).delete();
  await db?.destroy();
});

/** An endpoint as it is new: nobody listens there, and nobody has to. */
const endpoint = async (): Promise<{ key: number }> => {
  webhook = await createEndpoint(db, { url: `http://127.0.0.1:9/${seed}`, events: entryEvents });
  return { key: await keyOf(asAdmin, webhook) };
};

const act = (id: string, action: string, locale: string, uid: string) =>
  asAdmin('POST', `${editor(uid)}/${id}/actions/${action}?locale=${locale}`, {});

describe(`no draft is sent to an endpoint for published content only (NEWSROOM_SCOPE_SEED=${seed})`, () => {
  /** Texts that only drafts have, and when each was first published: `emb7x`. */
  const openedAt = new Map<string, number>();
  let next = 0;
  const mark = (): string => `Emb${(next += 1)}x`;

  interface Place {
    readonly uid: string;
    readonly documentId: string;
    readonly locale: string;
    /** What each field of its draft says; the slug stays as it was made. */
    readonly texts: Record<string, string>;
    isPublished: boolean;
  }

  it(`in ${steps} steps through the admin and the content API`, async () => {
    const random = createRandom(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const { key } = await endpoint();
    const places: Place[] = [];
    const authors = await Promise.all(
      [1, 2].map(
        async (i) =>
          (await asProgram('POST', '/api/authors', { data: { name: `Tác giả ${i}` } })).body.data.documentId,
      ),
    );
    const open = (place: Place): void => {
      for (const text of Object.values(place.texts)) {
        if (!openedAt.has(text.toLowerCase())) openedAt.set(text.toLowerCase(), Date.now());
      }
      place.isPublished = true;
    };
    const dataOf = (uid: string, text: string): object => ({
      title: text,
      ...(uid === 'api::event.event'
        ? {
            description: text,
            startsAt: '2026-03-01T01:00:00.000Z',
            timeZone: 'Asia/Ho_Chi_Minh',
            eventStatus: 'scheduled',
          }
        : { body: text, summary: text, author: { connect: [{ documentId: pick(authors) }] } }),
    });
    const acts: Record<string, () => Promise<unknown>> = {
      async create() {
        const uid = pick(['api::article.article', 'api::article.article', 'api::event.event']);
        const text = mark();
        const locale = pick(['vi', 'en']);
        const { documentId } = await expectSuccess(
          asAdmin('POST', `${editor(uid)}?locale=${locale}`, dataOf(uid, text)),
        );
        places.push({
          uid,
          documentId,
          locale,
          texts: { rest: text, slug: text, title: text },
          isPublished: false,
        });
      },
      async createByProgram() {
        const text = mark();
        openedAt.set(text.toLowerCase(), Date.now());
        const data = { title: text, body: text, author: pick(authors) };
        const { body } = await asProgram('POST', '/api/articles?locale=vi', { data });
        places.push({
          uid: 'api::article.article',
          documentId: body.data.documentId,
          locale: 'vi',
          texts: { rest: text, slug: text, title: text },
          isPublished: true,
        });
      },
      async edit() {
        const place = pick(places);
        const text = mark();
        Object.assign(place.texts, { rest: text, title: text, body: text });
        const url = `${editor(place.uid)}/${place.documentId}?locale=${place.locale}`;
        await expectSuccess(asAdmin('PUT', url, dataOf(place.uid, text)));
      },
      async editByProgram() {
        const place = pick(places.filter(({ uid }) => uid === 'api::article.article'));
        const text = mark();
        // Its summary stays.
        Object.assign(place.texts, { title: text, body: text });
        const url = `/api/articles/${place.documentId}?locale=${place.locale}&status=draft`;
        await asProgram('PUT', url, { data: { title: text, body: text } });
      },
      async connect() {
        const article = pick(places.filter(({ uid }) => uid === 'api::article.article'));
        const event = pick(
          places.filter(({ uid, locale }) => uid === 'api::event.event' && locale === article.locale),
        );
        if (!event) return;
        const link = { event: { connect: [{ documentId: event.documentId, locale: event.locale }] } };
        const text = mark();
        Object.assign(article.texts, { title: text, body: text });
        await expectSuccess(
          asAdmin('PUT', `${editor()}/${article.documentId}?locale=${article.locale}`, {
            title: text,
            body: text,
            ...link,
          }),
        );
      },
      async translate() {
        const place = pick(places);
        const locale = place.locale === 'vi' ? 'en' : 'vi';
        if (
          places.some(({ documentId, locale: other }) => documentId === place.documentId && other === locale)
        ) {
          return;
        }
        const text = mark();
        await expectSuccess(
          asAdmin(
            'PUT',
            `${editor(place.uid)}/${place.documentId}?locale=${locale}`,
            dataOf(place.uid, text),
          ),
        );
        places.push({ ...place, locale, texts: { rest: text, slug: text, title: text }, isPublished: false });
      },
      async publish() {
        const place = pick(places);
        open(place);
        await act(place.documentId, 'publish', place.locale, place.uid);
      },
      async unpublish() {
        const place = pick(places);
        await act(place.documentId, 'unpublish', place.locale, place.uid);
        place.isPublished = false;
      },
      discard: async () => {
        const place = pick(places.filter(({ isPublished }) => isPublished));
        if (place) await act(place.documentId, 'discard', place.locale, place.uid);
      },
      async touchAuthor() {
        await asProgram('PUT', `/api/authors/${pick(authors)}`, { data: { jobTitle: `Chức vụ ${next}` } });
      },
      async remove() {
        const place = places.splice(Math.floor(random() * places.length), 1)[0] as Place;
        await asAdmin('DELETE', `${editor(place.uid)}/${place.documentId}?locale=${place.locale}`);
      },
    };
    for (let i = 0; i < 4; i += 1) await acts.create?.();
    for (let i = 0; i < steps; i += 1) {
      if (places.filter(({ uid }) => uid === 'api::article.article').length < 3) {
        await acts.createByProgram?.();
      }
      await acts[pick(Object.keys(acts))]?.();
    }
    const bodies = await storedFor(db, key);
    expect(bodies.length).toBeGreaterThan(steps / 6);
    for (const body of bodies) {
      const { createdAt } = JSON.parse(body);
      for (const [text] of body.matchAll(/emb\d+x/gi)) {
        const opened = openedAt.get(text.toLowerCase()) ?? Infinity;
        expect([text, opened <= Date.parse(createdAt), body]).toEqual([text, true, body]);
      }
    }
  });
});
