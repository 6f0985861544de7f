import { createTrigger } from '../../../src/plugins/kit/src/coalesce';

/** Work that ends when the test says so. */
const controlled = () => {
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => ends.push(resolve));
  return {
    work,
    runs: () => ends.length,
    /** Ends a run, and lets what waits for it go on. */
    async end(run: number) {
      ends[run]?.();
      await new Promise(setImmediate);
    },
  };
};

describe('a trigger', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
  afterEach(() => void jest.useRealTimers());

  it('runs the work at once', () => {
    const { work, runs } = controlled();
    createTrigger(work, 100).trigger();
    expect(runs()).toBe(1);
  });

  it('causes exactly one more run if it comes during a run, however often', async () => {
    const { work, runs, end } = controlled();
    const { trigger } = createTrigger(work, 100);
    trigger();
    trigger();
    trigger();
    expect(runs()).toBe(1);
    await end(0);
    expect(runs()).toBe(2);
    await end(1);
    expect(runs()).toBe(2);
  });

  it('causes a run again after the last one has ended', async () => {
    const { work, runs, end } = controlled();
    const { trigger } = createTrigger(work, 100);
    trigger();
    await end(0);
    trigger();
    expect(runs()).toBe(2);
  });

  it('waits for the pause if it may come soon, and runs once for all calls until then', () => {
    const { work, runs } = controlled();
    const { triggerSoon } = createTrigger(work, 100);
    triggerSoon();
    triggerSoon();
    jest.advanceTimersByTime(99);
    expect(runs()).toBe(0);
    jest.advanceTimersByTime(1);
    expect(runs()).toBe(1);
    jest.advanceTimersByTime(1000);
    expect(runs()).toBe(1);
  });

  it('takes the place of one that was to come soon', async () => {
    const { work, runs, end } = controlled();
    const { trigger, triggerSoon } = createTrigger(work, 100);
    triggerSoon();
    trigger();
    await end(0);
    jest.advanceTimersByTime(1000);
    expect(runs()).toBe(1);
  });

  it('does nothing once it was stopped, and the stop waits for the run in progress', async () => {
    const { work, runs, end } = controlled();
    const { trigger, triggerSoon, stop } = createTrigger(work, 100);
    trigger();
    trigger();
    let isStopped = false;
    const stopping = stop().then(() => (isStopped = true));
    await new Promise(setImmediate);
    expect(isStopped).toBe(false);
    await end(0);
    await stopping;
    triggerSoon();
    trigger();
    jest.advanceTimersByTime(1000);
    expect(runs()).toBe(1);
  });
});
