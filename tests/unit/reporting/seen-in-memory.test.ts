import { createSeenInMemory } from '../../../src/plugins/content-tracker/server/src/reporting/seen.memory';
import type { VisitorKey } from '../../../src/plugins/content-tracker/server/src/reporting/visitor';
import { describeSeen } from '../../contracts/seen';

describeSeen('in memory', () => createSeenInMemory(1000));

it('counts too much rather than too little when it holds as many visitors as it may', async () => {
  const seen = createSeenInMemory(1000);
  const now = Date.parse('2026-01-01T10:00:00Z');
  const random = () => Math.floor(Math.random() * 2 ** 32);
  const traces = Array.from({ length: 20_000 }, (): VisitorKey => [random(), random()]);
  for (const trace of traces) expect((await seen.open(trace, now)).isRepeat).toBe(false);
  expect((await seen.open([5, 5], now + 1_000)).isRepeat).toBe(false);
  expect((await seen.open([5, 5], now + 2_000)).isRepeat).toBe(true);
});
