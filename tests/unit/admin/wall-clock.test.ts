import { dayIn, fromWallClock, toWallClock } from '../../../src/plugins/kit/src/admin/wall-clock';
describe('the clock of a zone', () => {
  it.each([
    ['2016-10-07T11:35', 'Asia/Ho_Chi_Minh', '2016-10-07T04:35:00.000Z'],
    ['2016-10-07T00:00', 'Asia/Ho_Chi_Minh', '2016-10-06T17:00:00.000Z'],
    ['2026-01-31T12:00', 'Europe/Paris', '2026-01-31T11:00:00.000Z'],
    ['2026-07-31T12:00', 'Europe/Paris', '2026-07-31T10:00:00.000Z'],
    ['2026-03-29T01:59', 'Europe/Paris', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29T03:00', 'Europe/Paris', '2026-03-29T01:00:00.000Z'],
    // Shown twice: the first time is meant.
    ['2026-10-25T02:30', 'Europe/Paris', '2026-10-25T00:30:00.000Z'],
    ['2026-01-01T05:45', 'Asia/Kathmandu', '2026-01-01T00:00:00.000Z'],
  ])('shows %s in %s at %s', (wallClock, zone, moment) => {
    expect(fromWallClock(wallClock, zone)?.toISOString()).toBe(moment);
    expect(toWallClock(moment, zone)).toBe(wallClock);
  });

  it('takes an hour that it leaves out for the one after', () => {
    expect(fromWallClock('2026-03-29T02:30', 'Europe/Paris')?.toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it('knows no moment without a day or a time', () => {
    expect(fromWallClock('', 'UTC')).toBeUndefined();
    expect(fromWallClock('2026-01-01', 'UTC')).toBeUndefined();
  });

  it.each([
    [0, '2026-11-24'],
    [6, '2026-11-18'],
    [29, '2026-10-26'],
  ])('%i days before 23:30 UTC is %s in Viet Nam', (daysBefore, day) => {
    expect(dayIn(Date.parse('2026-11-23T23:30:00Z'), 'Asia/Ho_Chi_Minh', daysBefore)).toBe(day);
  });
});
