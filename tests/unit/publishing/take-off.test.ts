import {
  problemWith,
  readTakeOff,
  spread,
  type TakeOff,
} from '../../../src/plugins/content-tracker/server/src/publishing/take-off';

const now = new Date('2026-11-26T10:20:00Z');
const given = { from: '2026-11-26T15:00:00+07:00', to: '2026-11-26T10:00:00Z', reason: ' Chương trình ' };

describe('a request to take off views', () => {
  it('names the hours, the views and the reason', () => {
    const hours = { from: new Date('2026-11-26T08:00:00Z'), to: new Date('2026-11-26T10:00:00Z') };
    expect(readTakeOff(given)).toEqual({ ...hours, reason: 'Chương trình' });
    expect(readTakeOff({ ...given, views: 12 })).toEqual({ ...hours, views: 12, reason: 'Chương trình' });
  });

  it.each([
    [{ from: undefined }, 'from must be a moment such as 2026-01-31T15:00:00+07:00'],
    [{ from: '2026-11-26T15:00:00' }, 'from must be a moment such as 2026-01-31T15:00:00+07:00'],
    [{ to: '2026-02-30T15:00:00Z' }, 'to must be a moment such as 2026-01-31T15:00:00+07:00'],
    [{ views: 0 }, 'views must be a whole number from 1 on, or be left out for all of them'],
    [{ views: '5' }, 'views must be a whole number from 1 on, or be left out for all of them'],
    [{ views: 1.5 }, 'views must be a whole number from 1 on, or be left out for all of them'],
  ])('is refused with %j', (wrong, message) => {
    expect(readTakeOff({ ...given, ...wrong })).toMatchObject({ message });
  });

  it.each([
    [{}, undefined],
    [{ to: '2026-11-26T11:00:00Z' }, undefined],
    [{ to: '2026-11-26T12:00:00Z' }, 'to must not be after the end of this hour'],
    [{ to: given.from }, 'to must be after from'],
    [{ from: '2026-11-26T15:30:00+07:00' }, 'from must be the beginning of an hour of UTC'],
    [{ to: '2026-11-26T15:30:00+07:00' }, 'to must be the beginning of an hour of UTC'],
    [
      { from: '2026-08-28T10:00:00Z' },
      'from must be at most 90 days back: older views are kept by the day only',
    ],
    [{ reason: ' ' }, 'reason must be a text of 1 to 500 characters'],
    [{ reason: 'x'.repeat(501) }, 'reason must be a text of 1 to 500 characters'],
  ])('is measured against the time and the retention: %j', (other, message) => {
    expect(problemWith(readTakeOff({ ...given, ...other }) as TakeOff, now, 90)?.message).toBe(message);
  });
});

describe('views that are taken off', () => {
  const hour = (at: number, views: number, uniqueViews: number) => ({
    documentId: 'a',
    locale: 'vi',
    hour: at,
    views,
    uniqueViews,
  });
  const taken = (hours: ReturnType<typeof hour>[], views: number) =>
    spread(hours, views).map((one) => [one.hour, one.views, one.uniqueViews]);

  it('are all, with the unique ones', () => {
    expect(taken([hour(1, 10, 4), hour(2, 5, 5)], 15)).toEqual([
      [1, -10, -4],
      [2, -5, -5],
    ]);
  });

  it('are spread over the hours in proportion', () => {
    expect(taken([hour(1, 100, 50), hour(2, 50, 50), hour(3, 1, 1)], 50)).toEqual([
      [1, -34, -17],
      [2, -16, -16],
    ]);
  });

  it('never leave more unique views than views, nor less than nothing', () => {
    let seed = 1;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 2_000; round += 1) {
      const hours = Array.from({ length: 1 + random(6) }, (_, at) => {
        const views = 1 + random(50);
        return hour(at, views, random(views + 1));
      });
      const sum = hours.reduce((total, { views }) => total + views, 0);
      const views = 1 + random(sum);
      const off = spread(hours, views);
      expect(off.reduce((total, one) => total - one.views, 0)).toBe(views);
      for (const one of off) {
        const before = hours[one.hour] as ReturnType<typeof hour>;
        const left = [before.views + one.views, before.uniqueViews + one.uniqueViews] as const;
        expect(left[1]).toBeGreaterThanOrEqual(0);
        expect(left[0]).toBeGreaterThanOrEqual(left[1]);
      }
    }
  });
});
