import {
  defaultFloodLimits,
  type FloodLimits,
} from '../../src/plugins/content-tracker/server/src/reporting/flood-limits';
import type { Seen, Verdict } from '../../src/plugins/content-tracker/server/src/reporting/seen';
import type { Key, VisitorKeys } from '../../src/plugins/content-tracker/server/src/reporting/visitor';

const at = (time: string): number => Date.parse(`2026-01-01T${time}Z`);

/** Keys of a visitor who is alone in a household and opens one document. */
export const keysOf = (visitor: Key, tag?: number): VisitorKeys => ({
  visitor,
  household: [visitor[0], visitor[1] + 1],
  householdAndDocument: [visitor[0], visitor[1] + 2],
  ...(tag !== undefined && { tag }),
});

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

const limits = defaultFloodLimits;

/** The contract of the port `Seen`: every adapter runs it. `create` gives one that has seen nobody. */
export const describeSeen = (name: string, create: () => Seen): void => {
  describe(`who has opened what before, ${name}`, () => {
    const visitor = keysOf([1, 2]);
    const open = async (seen: Seen, atMs: number): Promise<Verdict> =>
      (await seen.open(visitor, atMs, limits)).verdict;

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

    it('does not turn time back for an open that comes late', async () => {
      const seen = create();
      const verdicts: string[] = [];
      for (const time of ['10:10:00', '10:09:45', '10:10:20']) verdicts.push(await open(seen, at(time)));
      expect(verdicts).toEqual(['unique', 'repeat', 'repeat']);
    });

    it('keeps visitors and documents apart', async () => {
      const seen = create();
      for (const key of [
        [1, 2],
        [1, 3],
        [2, 2],
        [0, 0],
      ] as Key[]) {
        const keys = keysOf(key);
        expect(await seen.open(keys, at('10:00:00'), limits)).toMatchObject({ verdict: 'unique' });
        expect(await seen.open(keys, at('10:00:01'), limits)).toMatchObject({ verdict: 'repeat' });
      }
    });

    it('forgets an open that was not committed, so that it can be reported again', async () => {
      const seen = create();
      (await seen.open(visitor, at('10:00:00'), limits)).forget();
      expect(await open(seen, at('10:00:01'))).toBe('unique');
      const second = await seen.open(visitor, at('10:01:00'), limits);
      expect(second.verdict).toBe('counted');
      second.forget();
      expect(await open(seen, at('10:01:05'))).toBe('counted');
    });
  });

  describe(`floods of a household, ${name}`, () => {
    const few: FloodLimits = { documentMinute: 3, documentDay: 5, minute: 6, day: 8 };
    let others = 0;
    /** Another visitor of the household opens a document. */
    const open = (seen: Seen, document: number, time: string, allowed = few, household = 7) => {
      others += 1;
      const keys: VisitorKeys = {
        visitor: [household, 1000 + others],
        household: [household, 1],
        householdAndDocument: [household, 10 + document],
      };
      return seen.open(keys, at(time), allowed);
    };
    const verdictsOf = async (seen: Seen, opens: readonly (readonly [number, string])[]) => {
      const verdicts: string[] = [];
      for (const [document, time] of opens) verdicts.push((await open(seen, document, time)).verdict);
      return verdicts.map((verdict) => (verdict === 'unique' ? '+' : verdict)).join(' ');
    };

    it('are what goes beyond the limit of a document in a minute', async () => {
      const opens = Array.from({ length: 5 }, () => [1, '10:00:30'] as const);
      expect(await verdictsOf(create(), opens)).toBe('+ + + flood flood');
    });

    it('begin anew with the next minute, until the limit of the day', async () => {
      const times = ['10:00:58', '10:00:58', '10:00:59', '10:00:59', '10:01:00', '10:01:01', '10:02:02'];
      const opens = times.map((time) => [1, time] as const);
      expect(await verdictsOf(create(), opens)).toBe('+ + + flood + + flood');
    });

    it('are what goes beyond the limits of all documents', async () => {
      const seen = create();
      const inOneMinute = [1, 1, 1, 2, 2, 2, 3].map((document) => [document, '10:00:00'] as const);
      expect(await verdictsOf(seen, inOneMinute)).toBe('+ + + + + + flood');
      const later = [3, 3, 4].map((document) => [document, '10:01:00'] as const);
      expect(await verdictsOf(seen, later)).toBe('+ + flood');
    });

    it('leave other documents and other households alone', async () => {
      const seen = create();
      for (let i = 0; i < 10; i += 1) await open(seen, 1, '10:00:00');
      expect((await open(seen, 2, '10:00:00')).verdict).toBe('unique');
      expect((await open(seen, 1, '10:00:00', few, 8)).verdict).toBe('unique');
    });

    it('are told by the limits of the address', async () => {
      const seen = create();
      for (let i = 0; i < 3; i += 1) await open(seen, 1, '10:00:00');
      expect((await open(seen, 1, '10:00:00')).verdict).toBe('flood');
      expect((await open(seen, 1, '10:00:00', { ...few, documentMinute: 4 })).verdict).toBe('unique');
    });

    it('are no repeats and make none', async () => {
      const seen = create();
      const flooding: VisitorKeys = {
        visitor: [7, 5],
        household: [7, 1],
        householdAndDocument: [7, 11],
      };
      for (let i = 0; i < 3; i += 1) await open(seen, 1, '10:00:59');
      expect(await seen.open(flooding, at('10:00:59'), few)).toMatchObject({ verdict: 'flood' });
      expect(await seen.open(flooding, at('10:01:00'), few)).toMatchObject({ verdict: 'unique' });
      expect(await seen.open(flooding, at('10:01:01'), few)).toMatchObject({ verdict: 'repeat' });
    });

    it('keep the views of this minute where one of the minute before is forgotten', async () => {
      const seen = create();
      const before = await open(seen, 1, '10:00:59');
      for (let i = 0; i < 3; i += 1) await open(seen, 1, '10:01:00');
      before.forget();
      expect((await open(seen, 1, '10:01:00')).verdict).toBe('flood');
    });

    it('do not count what was not committed', async () => {
      const seen = create();
      for (let i = 0; i < 20; i += 1) (await open(seen, 1, '10:00:00')).forget();
      const opens = Array.from({ length: 4 }, () => [1, '10:00:00'] as const);
      expect(await verdictsOf(seen, opens)).toBe('+ + + flood');
    });
  });
};
