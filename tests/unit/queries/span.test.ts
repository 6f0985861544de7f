import {
  lastHours,
  periodOf,
  rangeBefore,
  spanOf,
} from '../../../src/plugins/content-tracker/server/src/queries/span';

const ms = (moment: string): number => Date.parse(moment);
const hour = (moment: string): number => ms(moment) / 3_600_000;
const day = (date: string): number => ms(`${date}T00:00Z`) / 86_400_000;

const range = (from: string, to: string) => ({ fromMs: ms(from), toMs: ms(to) });

describe('the rows of a range of time', () => {
  const retention = {
    timeZone: 'Asia/Ho_Chi_Minh',
    hourlyRetentionDays: 90,
    nowMs: ms('2026-06-30T10:20Z'),
  };

  it.each<[string, [string, string], ReturnType<typeof spanOf>]>([
    [
      'are hours while no hour can have been folded',
      ['2026-06-01T00:00Z', '2026-06-02T00:00Z'],
      { fromHour: hour('2026-06-01T00:00Z'), toHour: hour('2026-06-02T00:00Z') },
    ],
    [
      'begin with the first full hour',
      ['2026-06-01T00:01Z', '2026-06-01T02:01Z'],
      { fromHour: hour('2026-06-01T01:00Z'), toHour: hour('2026-06-01T03:00Z') },
    ],
    [
      'are days of the site too, once hours may have been folded',
      ['2026-03-30T17:00Z', '2026-04-30T17:00Z'],
      {
        fromHour: hour('2026-03-30T17:00Z'),
        toHour: hour('2026-04-30T17:00Z'),
        days: { from: day('2026-03-31'), to: day('2026-05-01'), middleHour: hour('2026-03-31T05:00Z') },
      },
    ],
    [
      'are hours alone from the day after the last one that may have been folded',
      ['2026-04-02T17:00Z', '2026-04-30T17:00Z'],
      { fromHour: hour('2026-04-02T17:00Z'), toHour: hour('2026-04-30T17:00Z') },
    ],
  ])('%s', (_, [from, to], expected) => {
    expect(spanOf(range(from, to), retention)).toEqual(expected);
  });
});

it('the last hours end with the current one', () => {
  expect(lastHours(24, ms('2026-06-30T10:20Z'))).toEqual(range('2026-06-29T11:00Z', '2026-06-30T11:00Z'));
});

it('the range before has the same length and ends where the other one starts', () => {
  expect(rangeBefore(range('2026-06-08T00:00Z', '2026-06-15T00:00Z'))).toEqual(
    range('2026-06-01T00:00Z', '2026-06-08T00:00Z'),
  );
});

it('a period is named in ISO 8601, and all of time by null', () => {
  expect(periodOf(range('2026-06-01T00:00Z', '2026-06-02T00:00Z'))).toEqual({
    from: '2026-06-01T00:00:00.000Z',
    to: '2026-06-02T00:00:00.000Z',
  });
  expect(periodOf(undefined)).toEqual({ from: null, to: null });
});
