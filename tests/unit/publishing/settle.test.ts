import {
  noDates,
  type Action,
  type Actor,
  type Dates,
} from '../../../src/plugins/content-tracker/server/src/publishing/log';
import {
  settle,
  type CurrentState,
  type Happened,
} from '../../../src/plugins/content-tracker/server/src/publishing/settle';

/** A day of January 2026 at noon, UTC. */
const day = (number: number): Date => new Date(Date.UTC(2026, 0, number, 12));

/** First published on one day, the version that readers see from another; 0: there is none. */
const dates = (first: number, last = first): Dates => ({
  firstPublishedAt: first ? day(first) : null,
  publishedAt: last ? day(last) : null,
});

const editor: Actor = { kind: 'admin', id: '7', name: 'Nguyễn Hương' };
const now = day(20);
const nothing: Happened = { isPublishedAnew: false, isSharedFieldChanged: false, isImport: false };
const written: Happened = { ...nothing, isPublishedAnew: true };
const updated: Happened = { ...nothing, isSharedFieldChanged: true };
const imported: Happened = { ...written, isImport: true };

/** Rows with these dates. `oldest` is the day on which the first of them was created. */
const rows = (own: Dates, { oldest = 1, agree = true } = {}): CurrentState => ({
  dates: own,
  oldest: day(oldest),
  datesAgree: agree,
  title: 'Tiêu đề',
});

const last = (action: Action, after: Dates) => ({ action, after, title: 'Tiêu đề cũ' });

interface Case {
  readonly name: string;
  readonly state?: CurrentState;
  readonly last?: ReturnType<typeof last>;
  readonly happened?: Happened;
  readonly isBoot?: boolean;
  readonly action: Action | undefined;
  /** The date that is written to the rows; absent: they have it. */
  readonly writes?: Date;
  /** The dates of the entry; absent: those of the rows. */
  readonly after?: Dates;
}

const cases: Case[] = [
  { name: 'a draft without an entry: nothing', state: rows(noDates), action: undefined },
  {
    name: 'a first publication',
    state: rows(dates(5)),
    happened: written,
    action: 'published',
  },
  {
    name: 'a first publication whose rows have no date yet: its own one',
    state: rows(dates(0, 5)),
    happened: written,
    action: 'published',
    writes: day(5),
    after: dates(5),
  },
  {
    name: 'a first publication that the draft has not heard of: the rows get one date',
    state: rows(dates(5), { agree: false }),
    happened: written,
    action: 'published',
    writes: day(5),
  },
  {
    name: 'a second publication',
    state: rows(dates(5, 9)),
    last: last('published', dates(5)),
    happened: written,
    action: 'republished',
  },
  {
    name: 'a second publication whose rows have lost their date: that of the log',
    state: rows(dates(0, 9)),
    last: last('published', dates(5)),
    happened: written,
    action: 'republished',
    writes: day(5),
    after: dates(5, 9),
  },
  {
    name: 'a draft that was saved beside the published version: nothing',
    state: rows(dates(5)),
    last: last('published', dates(5)),
    action: undefined,
  },
  {
    name: 'a shared field that was changed in another language',
    state: rows(dates(5)),
    last: last('published', dates(5)),
    happened: updated,
    action: 'updated',
  },
  {
    name: 'a shared field of a draft: nothing',
    state: rows(dates(0)),
    happened: updated,
    action: undefined,
  },
  {
    name: 'an unpublication: the first date stays',
    state: rows(dates(5, 0)),
    last: last('republished', dates(5, 9)),
    action: 'unpublished',
  },
  {
    name: 'a publication of what was unpublished',
    state: rows(dates(5, 12)),
    last: last('unpublished', dates(5, 0)),
    happened: written,
    action: 'republished',
  },
  {
    name: 'a deletion',
    last: last('published', dates(5)),
    action: 'deleted',
    after: noDates,
  },
  { name: 'a deletion that the log has: nothing', last: last('deleted', noDates), action: undefined },
  { name: 'a deletion of what the log never knew: nothing', action: undefined },
  {
    name: 'a document that was deleted and created again: the former date does not count',
    state: rows(dates(0, 15)),
    last: last('deleted', noDates),
    happened: written,
    action: 'published',
    writes: day(15),
    after: dates(15),
  },
  {
    name: 'an import with a date of its own',
    state: rows(dates(2, 15)),
    happened: imported,
    action: 'imported',
  },
  {
    name: 'an import of the date that is known',
    state: rows(dates(2, 15)),
    last: last('imported', dates(2, 14)),
    happened: imported,
    action: 'republished',
  },
  {
    name: 'at boot, a publication from before the type was tracked: the oldest date known',
    state: rows(dates(0, 9), { oldest: 3 }),
    isBoot: true,
    action: 'imported',
    writes: day(3),
    after: dates(3, 9),
  },
  {
    name: 'at boot, a date that was changed by hand',
    state: rows(dates(4, 9)),
    last: last('published', dates(5, 9)),
    isBoot: true,
    action: 'imported',
  },
  {
    name: 'at boot, an unpublication that the log has missed',
    state: rows(dates(5, 0)),
    last: last('published', dates(5)),
    isBoot: true,
    action: 'unpublished',
  },
];

describe('a document is settled with its last entry', () => {
  it.each(cases)('$name', ({ state, last: entry, happened = nothing, isBoot = false, ...expected }) => {
    const settled = settle(state, entry, happened, { actor: editor, at: now, scheduledAt: null, isBoot });
    expect(settled.entry?.action).toBe(expected.action);
    expect(settled.firstPublishedAt).toEqual(expected.writes);
    expect(settled.entry?.after).toEqual(expected.action && (expected.after ?? state?.dates));
  });

  it('the entry says who, when, and what the dates were before', () => {
    const { entry } = settle(rows(dates(5, 9)), last('published', dates(5)), written, {
      actor: editor,
      at: now,
      scheduledAt: null,
      isBoot: false,
    });
    expect(entry).toEqual({
      at: now,
      action: 'republished',
      actor: editor,
      title: 'Tiêu đề',
      before: dates(5),
      after: dates(5, 9),
      scheduledAt: null,
      reason: null,
      takenOff: null,
    });
  });

  it('an import keeps the name of the account that runs it', () => {
    const { entry } = settle(rows(dates(2, 15)), undefined, imported, {
      actor: editor,
      at: now,
      scheduledAt: null,
      isBoot: false,
    });
    expect(entry?.actor).toEqual({ ...editor, kind: 'import' });
  });

  it('the entry of a deletion has the last known title', () => {
    const occasion = { actor: editor, at: now, scheduledAt: null, isBoot: false };
    expect(settle(undefined, last('published', dates(5)), nothing, occasion).entry?.title).toBe('Tiêu đề cũ');
  });
});
