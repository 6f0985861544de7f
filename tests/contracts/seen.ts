import type { Seen } from '../../src/plugins/content-tracker/server/src/reporting/seen';
import type { VisitorKey } from '../../src/plugins/content-tracker/server/src/reporting/visitor';

const at = (time: string): number => Date.parse(`2026-01-01T${time}Z`);

/** What becomes of one open: `unique` is counted and the first in its hour, `counted` is not the first. */
type Verdict = 'unique' | 'counted' | 'repeat';

type Timeline = [title: string, opens: (readonly [atMs: number, verdict: Verdict])[]];

/**
 * Reads a drawing. Its first line has clock times, which give the scale. Each line below is one visitor who
 * opens one document: a word begins where the open takes place and says what has to become of it.
 */
const readTimelines = (drawing: string): Timeline[] => {
  const [clock = '', ...lines] = drawing.split('\n').filter((line) => /\w/.test(line));
  const [first, second] = [...clock.matchAll(/\d\d:\d\d:\d\d/g)].map(({ 0: time, index }) => ({
    column: index,
    ms: at(time),
  })) as [{ column: number; ms: number }, { column: number; ms: number }];
  const msPerColumn = (second.ms - first.ms) / (second.column - first.column);
  return lines.map((line) => {
    const [opens = '', title = ''] = line.split('#');
    return [
      title.trim(),
      [...opens.matchAll(/\w+/g)].map(({ 0: verdict, index }) => [
        first.ms + (index - first.column) * msPerColumn,
        verdict as Verdict,
      ]),
    ];
  });
};

/** One column is one second. */
const inSeconds = `
  10:01:00  10:01:10  10:01:20  10:01:30  10:01:40  10:01:50
  |         |         |         |         |         |
  unique                                                      # a first open is counted and unique
  unique                       repeat                         # 29 s later: a repeat
  unique                        repeat                        # 30 s later: still a repeat
  unique                         counted                      # 31 s later: a view again
  unique              repeat                   repeat         # a repeat begins the 30 s again
  unique              repeat                         counted  # 31 s after the last repeat: a view again
`;

/** One column is one second; the hour ends in the middle. */
const overTheHour = `
  10:59:50  11:00:00  11:00:10  11:00:20  11:00:30  11:00:40
  |         |         |         |         |         |
  unique              repeat                                  # a repeat in the next hour is neither counted nor unique
  unique              repeat                         unique   # the first view that is counted in the next hour is unique
`;

/** One column is one minute. */
const inMinutes = `
  10:10:00  10:20:00  10:30:00  10:40:00  10:50:00  11:00:00  11:10:00
  |         |         |         |         |         |         |
  unique                                  counted             unique   # one unique view in each hour
`;

/** The contract of the port `Seen`: every adapter runs it. `create` gives one that has seen nobody. */
export const describeSeen = (name: string, create: () => Seen): void => {
  describe(`who has opened what before, ${name}`, () => {
    const visitor: VisitorKey = [1, 2];
    const open = async (seen: Seen, atMs: number): Promise<string> => {
      const { isRepeat, isUnique } = await seen.open(visitor, atMs);
      if (isRepeat) return isUnique ? 'a repeat that is unique' : 'repeat';
      return isUnique ? 'unique' : 'counted';
    };

    it.each([inSeconds, overTheHour, inMinutes].flatMap(readTimelines))('%s', async (_, opens) => {
      const seen = create();
      const verdicts: string[] = [];
      for (const [atMs] of opens) verdicts.push(await open(seen, atMs));
      expect(verdicts).toEqual(opens.map(([, verdict]) => verdict));
    });

    it('counts one view of a visitor who opens the document every 20 s for an hour', async () => {
      const seen = create();
      const verdicts: string[] = [];
      for (let i = 0; i < 180; i += 1) verdicts.push(await open(seen, at('10:00:00') + i * 20_000));
      expect(verdicts).toEqual(['unique', ...Array.from({ length: 179 }, () => 'repeat')]);
    });

    it.each([
      ['15 s before is a repeat', '10:09:45', 'repeat'],
      ['5 min before is a view', '10:05:00', 'counted'],
    ])('takes opens in any order, as logs of servers have them: one %s', async (_, earlier, verdict) => {
      const seen = create();
      expect(await open(seen, at('10:10:00'))).toBe('unique');
      expect(await open(seen, at(earlier))).toBe(verdict);
    });

    it('keeps visitors and documents apart', async () => {
      const seen = create();
      for (const trace of [
        [1, 2],
        [1, 3],
        [2, 2],
        [0, 0],
      ] as VisitorKey[]) {
        expect(await seen.open(trace, at('10:00:00'))).toMatchObject({ isRepeat: false, isUnique: true });
        expect(await seen.open(trace, at('10:00:01'))).toMatchObject({ isRepeat: true, isUnique: false });
      }
    });

    it('forgets an open that was not committed, so that it can be reported again', async () => {
      const seen = create();
      (await seen.open(visitor, at('10:00:00'))).forget();
      expect(await seen.open(visitor, at('10:00:01'))).toMatchObject({ isRepeat: false, isUnique: true });
      const second = await seen.open(visitor, at('10:01:00'));
      expect(second).toMatchObject({ isRepeat: false, isUnique: false });
      second.forget();
      expect(await seen.open(visitor, at('10:01:05'))).toMatchObject({ isRepeat: false, isUnique: false });
    });
  });
};
