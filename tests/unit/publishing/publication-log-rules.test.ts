import {
  datesAfter,
  noDates,
  timelineOf,
  type Action,
  type Dates,
} from '../../../src/plugins/content-tracker/server/src/publishing/log';
import { actionOf } from '../../../src/plugins/content-tracker/server/src/publishing/settle';

/** A day of January 2026 at noon, UTC. */
const day = (number: number): Date => new Date(Date.UTC(2026, 0, number, 12));

/** First published on one day, the version that readers see from another; 0: there is none. */
const dates = (first: number, last = first): Dates => ({
  firstPublishedAt: first ? day(first) : null,
  publishedAt: last ? day(last) : null,
});

describe('the timeline that the log gives', () => {
  type Line = readonly [at: number, action: Action, before: Dates, after: Dates];
  const published: Line = [1, 'published', noDates, dates(1)];
  const republished: Line = [3, 'republished', dates(1), dates(1, 3)];
  const unpublished: Line = [5, 'unpublished', dates(1, 3), dates(1, 0)];
  const deleted: Line = [7, 'deleted', dates(1, 3), noDates];

  const cases: [string, Line[], [first: number, last: number, unpublished: number, times: number]][] = [
    ['of an empty log is empty', [], [0, 0, 0, 0]],
    ['of one publication', [published], [1, 1, 0, 1]],
    ['of a second version', [published, republished], [1, 3, 0, 2]],
    ['of a document that was unpublished', [published, republished, unpublished], [1, 3, 5, 2]],
    [
      'of a document that was unpublished and published again',
      [published, republished, unpublished, [6, 'republished', dates(1, 0), dates(1, 6)]],
      [1, 6, 0, 3],
    ],
    [
      'of a backdated document counts no further publication',
      [published, [9, 'backdated', dates(2), { firstPublishedAt: day(1), publishedAt: day(2) }]],
      [1, 2, 0, 1],
    ],
    [
      'of a document that was backdated and set back has its former date',
      [published, [8, 'backdated', dates(2), dates(1, 2)], [9, 'backdated', dates(1, 2), dates(2)]],
      [2, 2, 0, 1],
    ],
    [
      'of a document that was published before there was a log',
      [[9, 'imported', noDates, dates(1, 4)]],
      [1, 4, 0, 1],
    ],
    [
      'of an imported draft that was published elsewhere only',
      [[9, 'imported', noDates, dates(1, 0)]],
      [1, 0, 0, 0],
    ],
    ['of a deleted document keeps its dates', [published, republished, deleted], [1, 3, 7, 2]],
    [
      'of a document that was unpublished and then deleted says when it was unpublished',
      [published, republished, unpublished, [7, 'deleted', dates(1, 0), noDates]],
      [1, 3, 5, 2],
    ],
    [
      'of a document that was deleted and created again begins again',
      [published, republished, deleted, [8, 'published', noDates, dates(8)]],
      [8, 8, 0, 1],
    ],
    [
      'of a document that was deleted twice says when it was deleted last',
      [published, deleted, [8, 'published', noDates, dates(8)], [9, 'deleted', dates(8), noDates]],
      [8, 8, 9, 1],
    ],
  ];

  it.each(cases)('%s', (_, lines, [first, last, taken, timesPublished]) => {
    const entries = lines.map(([at, action, before, after]) => ({ at: day(at), action, before, after }));
    expect(timelineOf(entries)).toEqual({
      firstPublishedAt: first ? day(first) : null,
      lastPublishedAt: last ? day(last) : null,
      unpublishedAt: taken ? day(taken) : null,
      timesPublished,
    });
  });
});

describe('the dates after the last entry of the log', () => {
  it.each<[string, Parameters<typeof datesAfter>[0], Dates]>([
    ['are none where there is no entry', undefined, noDates],
    ['after a publication are those of the publication', { action: 'published', after: dates(1) }, dates(1)],
    [
      'after unpublishing keep the first publication',
      { action: 'unpublished', after: dates(1, 0) },
      dates(1, 0),
    ],
    [
      'after a deletion are none, whatever the entry says',
      { action: 'deleted', after: dates(1, 0) },
      noDates,
    ],
  ])('%s', (_, last, expected) => {
    expect(datesAfter(last)).toEqual(expected);
  });
});

describe('the action that is logged for', () => {
  interface What {
    readonly last?: readonly [Action, Dates];
    /** Absent: no row is left. */
    readonly now?: Dates;
    readonly isPublishedAnew?: boolean;
    readonly isImport?: boolean;
  }
  it.each<[string, What, Action | undefined]>([
    ['a first publication', { now: dates(1), isPublishedAnew: true }, 'published'],
    [
      'a new version, a moment later',
      { last: ['published', dates(1)], now: dates(1, 2), isPublishedAnew: true },
      'republished',
    ],
    [
      'a new version within the same millisecond',
      { last: ['published', dates(1)], now: dates(1), isPublishedAnew: true },
      'republished',
    ],
    ['a publication that was written past Strapi', { now: dates(1) }, 'published'],
    [
      'the publication of an unpublished document',
      { last: ['unpublished', dates(1, 0)], now: dates(1, 4), isPublishedAnew: true },
      'republished',
    ],
    [
      'the publication of a document that was deleted and created again',
      { last: ['deleted', noDates], now: dates(4), isPublishedAnew: true },
      'published',
    ],
    [
      'a published row that became a draft',
      { last: ['republished', dates(1, 2)], now: dates(1, 0) },
      'unpublished',
    ],
    ['a published document without rows', { last: ['published', dates(1)] }, 'deleted'],
    ['an unpublished document without rows', { last: ['unpublished', dates(1, 0)] }, 'deleted'],
    ['an imported date', { now: dates(1, 9), isPublishedAnew: true, isImport: true }, 'imported'],
    [
      'an imported version of an imported document, with another date',
      { last: ['imported', dates(1, 8)], now: dates(1, 9), isPublishedAnew: true, isImport: true },
      'republished',
    ],
    ['an imported draft with a date', { now: dates(1, 0), isImport: true }, 'imported'],
    [
      'a date of a published document that was changed by hand',
      { last: ['published', dates(3)], now: dates(1, 3) },
      'imported',
    ],
    [
      'a date of an unpublished document that was changed by hand',
      { last: ['unpublished', dates(3, 0)], now: dates(1, 0) },
      'imported',
    ],
    ['nothing is logged for a draft that was saved', { now: noDates }, undefined],
    [
      'nothing is logged where dates are as before',
      { last: ['published', dates(1)], now: dates(1) },
      undefined,
    ],
    [
      'nothing is logged for an unpublished document that stays so',
      { last: ['unpublished', dates(1, 0)], now: dates(1, 0) },
      undefined,
    ],
    ['nothing is logged for a deleted draft that was never published', {}, undefined],
    [
      'nothing is logged where a deleted document is still deleted',
      { last: ['deleted', noDates] },
      undefined,
    ],
    [
      'nothing is logged for a draft of a document that was deleted before',
      { last: ['deleted', noDates], now: noDates },
      undefined,
    ],
  ])('%s', (_, { last, now, isPublishedAnew = false, isImport = false }, expected) => {
    const entry = last && { action: last[0], after: last[1] };
    expect(actionOf({ last: entry, now, isPublishedAnew, isImport })).toBe(expected);
  });
});
