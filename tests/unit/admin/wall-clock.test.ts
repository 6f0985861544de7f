import {
  clockChangeAt,
  dayIn,
  fromWallClock,
  toWallClock,
} from '../../../src/plugins/kit/src/admin/wall-clock';
describe('wall-clock times in the form that backdates', () => {
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
  ])('%s in %s is the moment %s, and back', (wallClock, zone, moment) => {
    expect(fromWallClock(wallClock, zone)?.toISOString()).toBe(moment);
    expect(toWallClock(moment, zone)).toBe(wallClock);
  });

  it('a time that the clocks skip in spring means the hour after it', () => {
    expect(fromWallClock('2026-03-29T02:30', 'Europe/Paris')?.toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it.each([
    ['2027-03-28T02:30', 'Europe/Paris', 'skipped', '2027-03-28T01:30:00.000Z'],
    ['2027-03-28T03:00', 'Europe/Paris', undefined, '2027-03-28T01:00:00.000Z'],
    ['2026-10-25T02:30', 'Europe/Paris', 'twice', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T03:00', 'Europe/Paris', undefined, '2026-10-25T02:00:00.000Z'],
    // Half an hour.
    ['2026-10-04T02:15', 'Australia/Lord_Howe', 'skipped', '2026-10-03T15:45:00.000Z'],
    ['2026-11-30T08:00', 'Asia/Ho_Chi_Minh', undefined, '2026-11-30T01:00:00.000Z'],
  ])('clocks change at %s in %s: %s', (wallClock, zone, change, moment) => {
    expect(clockChangeAt(wallClock, zone)).toBe(change);
    expect(fromWallClock(wallClock, zone)?.toISOString()).toBe(moment);
  });

  it('an empty field or a day without a time is no moment', () => {
    expect(fromWallClock('', 'UTC')).toBeUndefined();
    expect(fromWallClock('2026-01-01', 'UTC')).toBeUndefined();
    expect(clockChangeAt('', 'UTC')).toBeUndefined();
  });

  it.each([
    [0, '2026-11-24'],
    [6, '2026-11-18'],
    [29, '2026-10-26'],
  ])('%i days before 23:30 UTC is %s in Viet Nam', (daysBefore, day) => {
    expect(dayIn(Date.parse('2026-11-23T23:30:00Z'), 'Asia/Ho_Chi_Minh', daysBefore)).toBe(day);
  });
});
