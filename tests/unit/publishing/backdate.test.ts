import { isProblem } from '../../../src/plugins/content-tracker/server/src/publishing/fields';
import {
  problemWith,
  readBackdate,
} from '../../../src/plugins/content-tracker/server/src/publishing/backdate';
import { noDates, type Dates } from '../../../src/plugins/content-tracker/server/src/publishing/log';

/** A day of January 2026 at noon, UTC. */
const day = (number: number): Date => new Date(Date.UTC(2026, 0, number, 12));

/** First published on one day, the version that readers see from another; 0: there is none. */
const dates = (first: number, last = first): Dates => ({
  firstPublishedAt: first ? day(first) : null,
  publishedAt: last ? day(last) : null,
});

describe('the body of a request to backdate', () => {
  const moment = '2016-10-07T11:35:00+07:00';

  it.each<[unknown, string]>([
    [moment, '2016-10-07T04:35:00.000Z'],
    ['2016-10-07T11:35+0700', '2016-10-07T04:35:00.000Z'],
    ['2016-10-07T04:35Z', '2016-10-07T04:35:00.000Z'],
    ['2016-10-07T04:35:06.7Z', '2016-10-07T04:35:06.700Z'],
    ['2016-02-29T23:59:59.999-05:00', '2016-03-01T04:59:59.999Z'],
  ])('may name its moment %s', (firstPublishedAt, expected) => {
    const read = readBackdate({ firstPublishedAt, reason: 'Nhầm' });
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
    expect(readBackdate({ firstPublishedAt, reason: 'Nhầm' })).toEqual({
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
  ])('with the reason %j has the reason %j, trimmed or empty', (reason, expected) => {
    expect(readBackdate({ firstPublishedAt: moment, reason })).toMatchObject({ reason: expected });
  });
});

describe('backdating a document', () => {
  const now = new Date('2026-01-10T12:00:00.000Z');
  const document = dates(5, 8);
  const correctedTo = (moment: string | Date, reason = 'Nhầm') => ({
    firstPublishedAt: new Date(moment),
    reason,
  });
  const problem = (correction: ReturnType<typeof correctedTo>, its = document): string | undefined => {
    const refused = problemWith(correction, its, now);
    if (refused) expect(isProblem(refused)).toBe(true);
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
    ['allows an earlier moment', correctedTo(day(1)), document, undefined],
    ['allows a later moment before the last publication', correctedTo(day(7)), document, undefined],
    ['allows the moment of the last publication', correctedTo(day(8)), document, undefined],
    [
      'refuses a millisecond after the last publication',
      correctedTo('2026-01-08T12:00:00.001Z'),
      document,
      afterLast,
    ],
    ['allows now', correctedTo(now), fromNowOn, undefined],
    ['refuses a millisecond after now', correctedTo('2026-01-10T12:00:00.001Z'), fromNowOn, tooLate],
    ['allows the first moment of 1600', correctedTo('1600-01-01T00:00:00.000Z'), document, undefined],
    ['refuses the last millisecond of 1599', correctedTo('1599-12-31T23:59:59.999Z'), document, tooEarly],
    ['refuses an invalid date', correctedTo('never'), document, tooEarly],
    ['allows a reason of one character', correctedTo(day(1), '.'), document, undefined],
    ['allows a reason of 500 characters', correctedTo(day(1), 'x'.repeat(500)), document, undefined],
    ['refuses a reason of 501 characters', correctedTo(day(1), 'x'.repeat(501)), document, badReason],
    ['refuses no reason', correctedTo(day(1), ''), document, badReason],
    ['refuses a blank reason', correctedTo(day(1), ' \n\t '), document, badReason],
    ['refuses a reason with a NUL character', correctedTo(day(1), 'a\u0000b'), document, badReason],
    ['refuses an unpublished document', correctedTo(day(1)), dates(5, 0), hidden],
    ['refuses a document that was never published', correctedTo(day(1)), noDates, hidden],
  ])('%s', (_, correction, its, expected) => {
    expect(problem(correction, its)).toBe(expected);
  });
});
