import { createSeenInMemory } from '../../../src/plugins/content-tracker/server/src/reporting/seen.memory';
import { defaultFloodLimits } from '../../../src/plugins/content-tracker/server/src/reporting/flood-limits';
import type { Key, VisitorKeys } from '../../../src/plugins/content-tracker/server/src/reporting/visitor';
import { describeSeen, keysOf } from '../../contracts/seen';

describeSeen('in memory', () => createSeenInMemory(1000));

it('counts too much rather than too little when it holds as many visitors as it may', async () => {
  const seen = createSeenInMemory(1000);
  const now = Date.parse('2026-01-01T10:00:00Z');
  const random = () => Math.floor(Math.random() * 2 ** 32);
  const open = (keys: VisitorKeys, atMs: number) => seen.open(keys, atMs, defaultFloodLimits).verdict;
  for (let i = 0; i < 20_000; i += 1) expect(open(keysOf([random(), random()]), now)).toBe('unique');
  expect(open(keysOf([5, 5]), now + 1_000)).toBe('unique');
  expect(open(keysOf([5, 5]), now + 2_000)).toBe('repeat');
});

it('remembers the household that makes the most views, however many others come', () => {
  const seen = createSeenInMemory(1000);
  const now = Date.parse('2026-01-01T10:00:00Z');
  const random = () => Math.floor(Math.random() * 2 ** 32);
  const key = (): Key => [random(), random()];
  const verdicts = { counted: 0, flood: 0 };
  for (let i = 0; i < 1_000; i += 1) {
    const flooding = { visitor: key(), household: [3, 3], householdAndDocument: [3, 4] } as const;
    const { verdict } = seen.open(flooding, now, defaultFloodLimits);
    verdicts[verdict === 'flood' ? 'flood' : 'counted'] += 1;
    for (let other = 0; other < 20; other += 1) {
      seen.open({ visitor: key(), household: key(), householdAndDocument: key() }, now, defaultFloodLimits);
    }
  }
  expect(verdicts).toEqual({ counted: 120, flood: 880 });
});
