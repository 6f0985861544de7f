import {
  dayOf,
  hoursOfDay,
  startsOf,
  sumInto,
} from '../../../src/plugins/content-tracker/server/src/time/calendar';

describe('days and intervals in a time zone', () => {
  it.each([
    ['2016-10-07T16:59:59Z', 'Asia/Ho_Chi_Minh', '2016-10-07'],
    ['2016-10-07T17:00:00Z', 'Asia/Ho_Chi_Minh', '2016-10-08'],
    ['2026-03-28T22:59:59Z', 'Europe/Paris', '2026-03-28'],
    ['2026-03-28T23:00:00Z', 'Europe/Paris', '2026-03-29'],
    ['2026-03-29T22:00:00Z', 'Europe/Paris', '2026-03-30'],
  ])('%s in %s is on %s', (moment, zone, day) => {
    expect(dayOf(Date.parse(moment), zone)).toBe(Date.parse(day) / 86_400_000);
  });

  it.each([
    ['2026-03-29', 'Europe/Paris', 23],
    ['2026-10-25', 'Europe/Paris', 25],
    ['2026-06-01', 'Europe/Paris', 24],
    ['2026-06-01', 'Asia/Ho_Chi_Minh', 24],
    ['2026-06-01', 'Asia/Kolkata', 24],
  ])('%s in %s has %d hours, and each hour belongs to one day', (date, zone, hours) => {
    const day = Date.parse(date) / 86_400_000;
    const { fromHour, toHour } = hoursOfDay(day, zone);
    expect(toHour - fromHour).toBe(hours);
    expect(hoursOfDay(day + 1, zone).fromHour).toBe(toHour);
    for (let hour = fromHour; hour < toHour; hour += 1) expect(dayOf(hour * 3_600_000, zone)).toBe(day);
  });

  const list = (from: string, to: string, interval: 'hour' | 'day' | 'week' | 'month', zone: string) =>
    startsOf(Date.parse(from), Date.parse(to), interval, zone, 1000).map((ms) =>
      new Date(ms).toISOString().slice(0, 16),
    );

  it('each interval begins where the time zone begins it', () => {
    expect(list('2026-03-28T00:00Z', '2026-03-31T00:00Z', 'day', 'Europe/Paris')).toEqual([
      '2026-03-27T23:00',
      '2026-03-28T23:00',
      '2026-03-29T22:00',
      '2026-03-30T22:00',
    ]);
    expect(list('2026-10-24T22:00Z', '2026-10-26T23:00Z', 'day', 'Europe/Paris')).toEqual([
      '2026-10-24T22:00',
      '2026-10-25T23:00',
    ]);
    expect(list('2026-10-24T23:30Z', '2026-10-25T03:00Z', 'hour', 'Europe/Paris')).toEqual([
      '2026-10-24T23:00',
      '2026-10-25T00:00',
      '2026-10-25T01:00',
      '2026-10-25T02:00',
    ]);
    expect(list('2026-01-01T00:00Z', '2026-01-12T00:00Z', 'week', 'UTC')).toEqual([
      '2025-12-29T00:00',
      '2026-01-05T00:00',
    ]);
    expect(list('2026-01-31T20:00Z', '2026-03-01T00:00Z', 'month', 'Asia/Ho_Chi_Minh')).toEqual([
      '2026-01-31T17:00',
      '2026-02-28T17:00',
    ]);
  });

  it('more than 1000 intervals are refused', () => {
    expect(() => startsOf(0, 3_600_000 * 1001, 'hour', 'UTC', 1000)).toThrow(RangeError);
  });

  it('samples are summed into intervals without a gap', () => {
    const sample = (atMs: number) => ({ atMs, views: 1, uniqueViews: 0 });
    expect(sumInto([10, 20, 30], [9, 10, 19, 30, 99].map(sample)).map(({ views }) => views)).toEqual([
      2, 0, 2,
    ]);
  });
});
