import type { Knex } from 'knex';
import { asAdmin, connectToShared, editor } from '../../clients/client';
import { expectSuccess } from '../../clients/editing';
import { createRandom } from '../../model/sequences';
import {
  createArticle,
  createAuthors,
  createEvent,
  events,
  put,
  rowsOf as readRows,
  save,
  uploadPicture,
  type Rows,
  type Table,
} from './documents';

const seed = Number(process.env.NEWSROOM_SHARED_SEED ?? 20261126);
const steps = Number(process.env.NEWSROOM_SHARED_STEPS ?? 60);

let db: Knex;
/** Two pictures. */
let pictures: number[];
let authors: string[];

const rowsOf = (table: Table, documentId: string) => readRows(db, table, documentId);

beforeAll(async () => {
  db = connectToShared();
  pictures = [await uploadPicture(), await uploadPicture()];
  authors = await createAuthors(['Step One', 'Step Two']);
});
afterAll(() => db?.destroy());

interface Step {
  readonly action: 'put' | 'put draft' | 'save' | 'publish' | 'unpublish' | 'discard';
  readonly table: Table;
  readonly id: string;
  readonly locale: string;
  readonly title: string;
  readonly shared: Record<string, unknown>;
}

/** A relation as the admin's form sends it. */
const linkTo = (documentId: unknown, locale?: string) =>
  documentId === undefined
    ? undefined
    : { set: documentId === null ? [] : [{ documentId, ...(locale && { locale }) }] };

const perform = async ({ action, table, id, locale, title, shared }: Step): Promise<void> => {
  const uid = table === 'events' ? events : undefined;
  if (action === 'put') return put(table, id, locale, { title, ...shared });
  if (action === 'put draft') return put(table, id, locale, { title, ...shared }, 'draft');
  if (action !== 'save') {
    return expectSuccess(asAdmin('POST', `${editor(uid)}/${id}/actions/${action}?locale=${locale}`, {}));
  }
  const { author, event, ...values } = shared;
  const required = uid ? { startsAt: '2026-12-01T08:00:00.000Z' } : { body: '…' };
  const links = { author: linkTo(author), event: linkTo(event, locale) };
  return save(id, locale, { title, ...required, ...values, ...links }, uid);
};

describe(`shared fields are the same in every language after every step (NEWSROOM_SHARED_SEED=${seed})`, () => {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let languagesOf: Record<string, readonly string[]>;
  let ids: Record<Table, readonly string[]>;

  beforeAll(async () => {
    languagesOf = {
      [await createEvent()]: ['vi', 'en'],
      [await createEvent(['vi'])]: ['vi'],
      [await createEvent(['en'])]: ['en'],
    };
    ids = {
      articles: [await createArticle(), await createArticle({ cover: pictures[0], author: authors[0] })],
      events: [await createEvent(), await createEvent()],
    };
  });

  const maybe = <T>(name: string, chance: number, values: readonly T[]): Record<string, T> =>
    random() < chance ? { [name]: pick(values) } : {};

  const draw = (title: string): Step => {
    const table = pick(['articles', 'articles', 'events'] as const);
    const locale = pick(['vi', 'en']);
    const targets = Object.keys(languagesOf).filter((target) => languagesOf[target]?.includes(locale));
    const shared =
      table === 'events'
        ? {
            eventStatus: pick(['scheduled', 'postponed', 'cancelled']),
            ...maybe('cover', 0.5, [...pictures, null]),
          }
        : {
            ...maybe('cover', 0.5, [...pictures, null]),
            ...maybe('author', 0.5, [...authors, null]),
            ...maybe('event', 0.3, [...targets, null]),
          };
    const actions = [
      'put',
      'put draft',
      'save',
      'save',
      'publish',
      'publish',
      'unpublish',
      'discard',
    ] as const;
    return { action: pick(actions), table, id: pick(ids[table]), locale, title, shared };
  };

  /** One that a language does not have stays empty there. */
  const isInBoth = (target: string | null): boolean => target === null || languagesOf[target]?.length === 2;

  const expectAgreement = (rows: Rows, status: string, said: string): void => {
    const [vi, en] = [rows[`vi ${status}`], rows[`en ${status}`]];
    if (!vi || !en) return;
    const of = ({ cover, author, status: eventStatus }: any) => ({ cover, author, eventStatus });
    expect([said, status, of(en)]).toEqual([said, status, of(vi)]);
    if (isInBoth(vi.event) && isInBoth(en.event)) {
      expect([said, status, en.event]).toEqual([said, status, vi.event]);
    }
  };

  const expectUntouched = (
    row: string,
    { before, after }: { before: Rows; after: Rows },
    said: string,
  ): void => {
    const of = (rows: Rows) => {
      const { title, updatedAt, publishedAt } = rows[row] ?? {};
      return { title, updatedAt, publishedAt };
    };
    expect([said, row, of(after)]).toEqual([said, row, of(before)]);
  };

  it(`of ${steps} through the admin and the content API, in both languages`, async () => {
    const done: string[] = [];
    for (let count = 0; count < steps; count += 1) {
      const step = draw(`Bản ${count}`);
      const { action, table, id, locale, shared } = step;
      const before = await rowsOf(table, id);
      const needsPublished = action === 'unpublish' || action === 'discard';
      if (needsPublished && !before[`${locale} published`]) continue;
      done.push(`${action} ${locale} ${table} ${JSON.stringify(shared)}`);
      await perform(step);
      const after = await rowsOf(table, id);
      const said = done.slice(-6).join('\n');
      for (const status of ['draft', 'published']) {
        expectAgreement(after, status, said);
        expectUntouched(`${locale === 'vi' ? 'en' : 'vi'} ${status}`, { before, after }, said);
      }
    }
  });
});
