import {
  isRefused,
  problemWith,
  readCorrection,
} from '../../../src/plugins/content-tracker/server/src/publishing/backdate';
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

describe('the body of a correction', () => {
  const moment = '2016-10-07T11:35:00+07:00';

  it.each<[unknown, string]>([
    [moment, '2016-10-07T04:35:00.000Z'],
    ['2016-10-07T11:35+0700', '2016-10-07T04:35:00.000Z'],
    ['2016-10-07T04:35Z', '2016-10-07T04:35:00.000Z'],
    ['2016-10-07T04:35:06.7Z', '2016-10-07T04:35:06.700Z'],
    ['2016-02-29T23:59:59.999-05:00', '2016-03-01T04:59:59.999Z'],
  ])('may name its moment %s', (firstPublishedAt, expected) => {
    const read = readCorrection({ firstPublishedAt, reason: 'Nhầm' });
    expect(read).toEqual({ firstPublishedAt: new Date(expected), reason: 'Nhầm' });
  });

  it.each<[string, unknown]>([
    ['is missing', undefined],
    ['is null', null],
    ['is a number', Date.UTC(2016, 9, 7)],
    ['is a list', [moment]],
    ['is empty', ''],
    ['is a word', 'yesterday'],
    ['is a day', '2016-10-07'],
    ['lacks its offset', '2016-10-07T11:35:00'],
    ['has a space for the T', '2016-10-07 11:35:00Z'],
    ['has something before it', ` ${moment}`],
    ['has something after it', `${moment}\n`],
    ['is February 30', '2016-02-30T00:00:00Z'],
    ['is February 29 of a year that has none', '2015-02-29T00:00:00Z'],
    ['is a 31st of April', '2016-04-31T00:00:00+07:00'],
    ['is in month 13', '2016-13-01T00:00:00Z'],
    ['is on day 0', '2016-01-00T00:00:00Z'],
    ['is at 25:00', '2016-01-01T25:00:00Z'],
    ['is at 10:60', '2016-01-01T10:60:00Z'],
    ['has an offset that is nowhere', '2016-01-01T10:00:00+25:00'],
    ['has an offset of 60 minutes', '2016-01-01T10:00:00+07:60'],
    ['has a year of five digits', '12016-01-01T10:00:00Z'],
  ])('is refused where the moment %s', (_, firstPublishedAt) => {
    expect(readCorrection({ firstPublishedAt, reason: 'Nhầm' })).toEqual({
      path: ['firstPublishedAt'],
      message: 'firstPublishedAt must be a moment such as 2016-10-07T11:35:00+07:00',
    });
  });

  it.each<[unknown, string]>([
    ['  Nhầm ngày \n', 'Nhầm ngày'],
    [undefined, ''],
    [null, ''],
    [7, ''],
    [['Nhầm'], ''],
    [{ toString: 'Nhầm' }, ''],
  ])('has of the reason %j the text %j', (reason, expected) => {
    expect(readCorrection({ firstPublishedAt: moment, reason })).toMatchObject({ reason: expected });
  });
});

describe('a correction', () => {
  const now = new Date('2026-01-10T12:00:00.000Z');
  const document = dates(5, 8);
  const correctedTo = (moment: string | Date, reason = 'Nhầm') => ({
    firstPublishedAt: new Date(moment),
    reason,
  });
  const problem = (correction: ReturnType<typeof correctedTo>, its = document): string | undefined => {
    const refused = problemWith(correction, its, now);
    if (refused) expect(isRefused(refused)).toBe(true);
    return refused && `${refused.path.join('.')}: ${refused.message}`;
  };
  const tooLate = 'firstPublishedAt: firstPublishedAt must not be in the future';
  const afterLast =
    'firstPublishedAt: firstPublishedAt must not be after the last publication, 2026-01-08T12:00:00.000Z';
  const tooEarly = 'firstPublishedAt: firstPublishedAt must not be before 1600';
  const badReason = 'reason: reason must be a text of 1 to 500 characters';
  const hidden = 'documentId: only a published document has a publication date to correct';
  const fromNowOn: Dates = { firstPublishedAt: now, publishedAt: new Date(now.getTime() + 1000) };

  it.each<[string, ReturnType<typeof correctedTo>, Dates, string | undefined]>([
    ['an earlier moment', correctedTo(day(1)), document, undefined],
    ['a later one, before the last publication', correctedTo(day(7)), document, undefined],
    ['the moment of the last publication', correctedTo(day(8)), document, undefined],
    ['a millisecond after it', correctedTo('2026-01-08T12:00:00.001Z'), document, afterLast],
    ['now', correctedTo(now), fromNowOn, undefined],
    ['a millisecond after now', correctedTo('2026-01-10T12:00:00.001Z'), fromNowOn, tooLate],
    ['the first moment of 1600', correctedTo('1600-01-01T00:00:00.000Z'), document, undefined],
    ['a millisecond before it', correctedTo('1599-12-31T23:59:59.999Z'), document, tooEarly],
    ['no moment at all', correctedTo('never'), document, tooEarly],
    ['a reason of one character', correctedTo(day(1), '.'), document, undefined],
    ['a reason of 500 characters', correctedTo(day(1), 'x'.repeat(500)), document, undefined],
    ['a reason of 501 characters', correctedTo(day(1), 'x'.repeat(501)), document, badReason],
    ['no reason', correctedTo(day(1), ''), document, badReason],
    ['a blank reason', correctedTo(day(1), ' \n\t '), document, badReason],
    ['a reason that a database cannot hold', correctedTo(day(1), 'a\u0000b'), document, badReason],
    ['a document that was unpublished', correctedTo(day(1)), dates(5, 0), hidden],
    ['a document that never was published', correctedTo(day(1)), noDates, hidden],
  ])('to or with %s', (_, correction, its, expected) => {
    expect(problem(correction, its)).toBe(expected);
  });
});
