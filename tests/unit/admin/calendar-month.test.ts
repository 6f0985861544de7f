import {
  byDay,
  firstToShow,
  isMonth,
  monthAfter,
  weeksOf,
} from '../../../src/plugins/content-tracker/admin/src/calendar/month';
import {
  readSelection,
  writeSelection,
} from '../../../src/plugins/content-tracker/admin/src/calendar/selection';

describe('a month of the calendar', () => {
  it.each([
    ['2026-11', '2026-10-26', '2026-12-06', 6],
    ['2027-02', '2027-02-01', '2027-02-28', 4],
    ['2028-02', '2028-01-31', '2028-03-05', 5],
  ])('%s is shown in whole weeks from %s to %s', (month, first, last, count) => {
    const weeks = weeksOf(month);
    expect(weeks).toHaveLength(count);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
    expect([weeks[0]?.[0], weeks.at(-1)?.at(-1)]).toEqual([first, last]);
  });

  it('has months before and after it, across years', () => {
    expect([monthAfter('2026-12', 1), monthAfter('2027-01', -1), monthAfter('2026-01', 0)]).toEqual([
      '2027-01',
      '2026-12',
      '2026-01',
    ]);
  });

  it('has entries on the days of the site, not of the computer', () => {
    const late = { at: '2026-11-30T17:30:00.000Z' };
    const early = { at: '2026-11-30T16:59:00.000Z' };
    expect([...byDay([early, late], 'Asia/Ho_Chi_Minh')]).toEqual([
      ['2026-11-30', [early]],
      ['2026-12-01', [late]],
    ]);
  });

  it('shows of a busy day what needs somebody, then what is to come, in the order of time', () => {
    const states = ['done', 'done', 'pending', 'done', 'held'] as const;
    const entries = states.map((state, hour) => ({ state, hour }));
    const shown = (most: number) => firstToShow(entries, most).map(({ hour }) => hour);
    expect([shown(1), shown(2), shown(3), shown(9)]).toEqual([[4], [2, 4], [0, 2, 4], [0, 1, 2, 3, 4]]);
  });

  it.each(['2026-13', '2026-1', '1999-12', '2000-01', '2199-12', 'tomorrow', ''])('is not %j', (text) => {
    expect(isMonth(text)).toBe(false);
  });
});

describe('the address of the calendar', () => {
  const site = { types: [{ name: 'article' }], locales: [{ code: 'vi' }] } as never;
  const read = (address: string) => readSelection(new URLSearchParams(address), site, '2026-11');

  it('says the month, the type and the language', () => {
    const address = { month: '2027-01', type: 'article', locale: 'vi' };
    const selection = read(new URLSearchParams(address).toString());
    expect(selection).toEqual(address);
    expect(writeSelection(selection)).toEqual(address);
  });

  it('means the current month and everything where it says nothing, or nothing that is known', () => {
    const all = { month: '2026-11', type: undefined, locale: undefined };
    expect(read('')).toEqual(all);
    expect(read('month=2026-99&type=poem&locale=xx')).toEqual(all);
    expect(writeSelection(all)).toEqual({ month: '2026-11' });
  });
});
