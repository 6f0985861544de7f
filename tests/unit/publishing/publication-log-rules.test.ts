import {
  actionOf,
  datesAfter,
  noDates,
  timelineOf,
  type Action,
  type Dates,
} from '../../../src/plugins/content-tracker/server/src/publishing/log';

/** A day of January 2026 at noon, UTC. */
const day = (number: number): Date => new Date(Date.UTC(2026, 0, number, 12));

/** First published on one day, the version that readers see from another; 0: there is none. */
const dates = (first: number, last = first): Dates => ({
  firstPublishedAt: first ? day(first) : null,
  publishedAt: last ? day(last) : null,
});

describe('the timeline', () => {
  type Line = readonly [at: number, action: Action, before: Dates, after: Dates];
  const published: Line = [1, 'published', noDates, dates(1)];
  const republished: Line = [3, 'republished', dates(1), dates(1, 3)];
  const unpublished: Line = [5, 'unpublished', dates(1, 3), dates(1, 0)];
  const deleted: Line = [7, 'deleted', dates(1, 3), noDates];

  const cases: [string, Line[], [first: number, last: number, unpublished: number, times: number]][] = [
    ['of nothing is empty', [], [0, 0, 0, 0]],
    ['of one publication', [published], [1, 1, 0, 1]],
    ['of a second version', [published, republished], [1, 3, 0, 2]],
    ['of what was taken from the readers', [published, republished, unpublished], [1, 3, 5, 2]],
    [
      'of what was taken from them and given back',
      [published, republished, unpublished, [6, 'republished', dates(1, 0), dates(1, 6)]],
      [1, 6, 0, 3],
    ],
    [
      'of a corrected date: that is no publication',
      [published, [9, 'backdated', dates(2), { firstPublishedAt: day(1), publishedAt: day(2) }]],
      [1, 2, 0, 1],
    ],
    [
      'of a corrected date that was corrected back',
      [published, [8, 'backdated', dates(2), dates(1, 2)], [9, 'backdated', dates(1, 2), dates(2)]],
      [2, 2, 0, 1],
    ],
    ['of what was published before there was a log', [[9, 'imported', noDates, dates(1, 4)]], [1, 4, 0, 1]],
    [
      'of a draft that brings a date along and was never published here',
      [[9, 'imported', noDates, dates(1, 0)]],
      [1, 0, 0, 0],
    ],
    ['of what was deleted keeps its dates', [published, republished, deleted], [1, 3, 7, 2]],
    [
      'of what was unpublished and then deleted: readers lost it the first time',
      [published, republished, unpublished, [7, 'deleted', dates(1, 0), noDates]],
      [1, 3, 5, 2],
    ],
    [
      'of what was deleted and made anew begins anew',
      [published, republished, deleted, [8, 'published', noDates, dates(8)]],
      [8, 8, 0, 1],
    ],
    [
      'of what was deleted twice',
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

describe('the dates that an entry leaves behind', () => {
  it.each<[string, Parameters<typeof datesAfter>[0], Dates]>([
    ['of no entry are none', undefined, noDates],
    ['of a publication are its own', { action: 'published', after: dates(1) }, dates(1)],
    [
      'of what was unpublished: the first one stays',
      { action: 'unpublished', after: dates(1, 0) },
      dates(1, 0),
    ],
    [
      'of what was deleted are none, whatever the entry says',
      { action: 'deleted', after: dates(1, 0) },
      noDates,
    ],
  ])('%s', (_, last, expected) => {
    expect(datesAfter(last)).toEqual(expected);
  });
});

describe('the action that explains', () => {
  interface What {
    readonly last?: readonly [Action, Dates];
    /** Absent: no row is left. */
    readonly now?: Dates;
    readonly isWritten?: boolean;
    readonly isImport?: boolean;
  }
  it.each<[string, What, Action | undefined]>([
    ['a first publication', { now: dates(1), isWritten: true }, 'published'],
    [
      'a new version, a moment later',
      { last: ['published', dates(1)], now: dates(1, 2), isWritten: true },
      'republished',
    ],
    [
      'a new version within the same millisecond',
      { last: ['published', dates(1)], now: dates(1), isWritten: true },
      'republished',
    ],
    ['a publication that only the table knows of', { now: dates(1) }, 'published'],
    [
      'the publication of what was unpublished',
      { last: ['unpublished', dates(1, 0)], now: dates(1, 4), isWritten: true },
      'republished',
    ],
    [
      'the publication of what was deleted and made anew',
      { last: ['deleted', noDates], now: dates(4), isWritten: true },
      'published',
    ],
    ['that readers lost it', { last: ['republished', dates(1, 2)], now: dates(1, 0) }, 'unpublished'],
    ['that no row is left', { last: ['published', dates(1)] }, 'deleted'],
    ['that no row is left of what was unpublished', { last: ['unpublished', dates(1, 0)] }, 'deleted'],
    ['a date from another system', { now: dates(1, 9), isWritten: true, isImport: true }, 'imported'],
    [
      'a new version from another system, with the date that is known',
      { last: ['imported', dates(1, 8)], now: dates(1, 9), isWritten: true, isImport: true },
      'republished',
    ],
    ['a draft with a date from another system', { now: dates(1, 0), isImport: true }, 'imported'],
    [
      'a date that was changed by hand, alone',
      { last: ['published', dates(3)], now: dates(1, 3) },
      'imported',
    ],
    [
      'a date of what is unpublished that was changed by hand',
      { last: ['unpublished', dates(3, 0)], now: dates(1, 0) },
      'imported',
    ],
    ['nothing: a draft was saved', { now: noDates }, undefined],
    ['nothing: all is as it was', { last: ['published', dates(1)], now: dates(1) }, undefined],
    [
      'nothing: what is hidden stays hidden',
      { last: ['unpublished', dates(1, 0)], now: dates(1, 0) },
      undefined,
    ],
    ['nothing: a draft that no entry knows was deleted', {}, undefined],
    ['nothing: what was deleted is still gone', { last: ['deleted', noDates] }, undefined],
    [
      'nothing: a draft stands where one was deleted',
      { last: ['deleted', noDates], now: noDates },
      undefined,
    ],
  ])('%s', (_, { last, now, isWritten = false, isImport = false }, expected) => {
    const entry = last && { action: last[0], after: last[1] };
    expect(actionOf({ last: entry, now, isWritten, isImport })).toBe(expected);
  });
});
