import type { ScheduledAction } from '../../../src/plugins/content-tracker/server/src/schedule/actions.sql';
import { createRunner } from '../../../src/plugins/content-tracker/server/src/schedule/runner';
import type { Tracker } from '../../../src/plugins/content-tracker/server/src/tracker';

const outage = Object.assign(new Error('gone'), { code: 'PROTOCOL_CONNECTION_LOST' });

/** Settles what does not wait for a timer. */
const settle = () => jest.advanceTimersByTimeAsync(0);

/** A runner over actions in memory. */
const createScene = ({ connections = 10, due = [] as number[] } = {}) => {
  const waiting = [...due];
  const scene = {
    waiting,
    /** Milliseconds until the next action is due. */
    next: undefined as number | undefined,
    /** What `carryOut` does with an action. */
    work: async (_id: number): Promise<void> => undefined,
    looks: 0,
    done: [] as number[],
    errors: [] as string[],
    mostAtOnce: 0,
  };
  let atOnce = 0;
  const actions = {
    claim: async (_db: unknown, except: readonly number[]) => {
      const at = waiting.findIndex((id) => !except.includes(id));
      return at < 0 ? undefined : ({ id: waiting.splice(at, 1)[0] } as ScheduledAction);
    },
    untilNext: async (_db: unknown, except: readonly number[]) => {
      scene.looks += 1;
      return waiting.some((id) => !except.includes(id)) ? 0 : scene.next;
    },
    holdForeign: async () => undefined,
  };
  const carryOut = async ({ id }: ScheduledAction) => {
    atOnce += 1;
    scene.mostAtOnce = Math.max(scene.mostAtOnce, atOnce);
    try {
      await scene.work(id);
      scene.done.push(id);
    } finally {
      atOnce -= 1;
    }
  };
  const tracker = {
    db: { client: { pool: { max: connections } } },
    onError: (message: string) => scene.errors.push(message),
  } as unknown as Tracker;
  return Object.assign(scene, { runner: createRunner(tracker, actions, carryOut) });
};

describe('the runner of scheduled actions', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it.each([
    [1, 1],
    [4, 2],
    [10, 4],
    [100, 4],
  ])('of %d connections to the database uses %d', async (connections, expected) => {
    const scene = createScene({ connections, due: [1, 2, 3, 4, 5, 6] });
    scene.work = () => new Promise((resolve) => setTimeout(resolve, 10));
    scene.runner.start();
    await jest.advanceTimersByTimeAsync(100);
    expect(scene.done).toEqual([1, 2, 3, 4, 5, 6]);
    expect(scene.mostAtOnce).toBe(expected);
    await scene.runner.stop();
  });

  it.each([
    [undefined, 1_000],
    [60_000, 1_000],
    [700, 700],
    // Something became due since it was looked for, or somebody else holds it for a moment.
    [0, 100],
  ])('looks again where the next one is due in %s ms after %d ms', async (next, afterMs) => {
    const scene = Object.assign(createScene(), { next });
    scene.runner.start();
    await jest.advanceTimersByTimeAsync(afterMs - 1);
    expect(scene.looks).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(scene.looks).toBe(2);
    await scene.runner.stop();
  });

  it('looks once more at once where it was asked to while it looked', async () => {
    const scene = createScene();
    scene.runner.start();
    // It reads the next time now.
    scene.runner.look();
    scene.runner.look();
    await settle();
    expect(scene.looks).toBe(2);
    await scene.runner.stop();
  });

  it('carries out what becomes due while another one waits for its document', async () => {
    const scene = createScene({ connections: 4, due: [1, 2, 3] });
    let release = (): void => undefined;
    scene.work = (id) =>
      id === 1
        ? new Promise((resolve) => {
            release = resolve;
          })
        : Promise.resolve();
    scene.runner.start();
    await settle();
    expect(scene.done).toEqual([2, 3]);
    scene.waiting.push(4);
    scene.runner.look();
    await settle();
    expect(scene.done).toEqual([2, 3, 4]);
    release();
    await scene.runner.stop();
    expect(scene.done).toEqual([2, 3, 4, 1]);
  });

  it('does not begin again what it is carrying out, whose lease has ended', async () => {
    const scene = createScene({ connections: 4, due: [1] });
    let release = (): void => undefined;
    scene.work = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    scene.runner.start();
    await settle();
    scene.waiting.push(1);
    scene.runner.look();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(scene.waiting).toEqual([1]);
    expect(scene.mostAtOnce).toBe(1);
    scene.waiting.pop();
    release();
    await scene.runner.stop();
  });

  it('goes on with others where one could not be carried out', async () => {
    const scene = createScene({ connections: 1, due: [1, 2] });
    scene.work = async (id) => {
      if (id === 1) throw new Error('deadlock');
    };
    scene.runner.start();
    await settle();
    expect([scene.done, scene.errors]).toEqual([
      [2],
      ['the scheduled action 1 could not be carried out and is tried again'],
    ]);
    await scene.runner.stop();
  });

  it('pauses for a second where the database is away', async () => {
    const scene = createScene({ connections: 1, due: [1, 2] });
    scene.work = async () => {
      throw outage;
    };
    scene.runner.start();
    await jest.advanceTimersByTimeAsync(999);
    expect(scene.errors).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(scene.errors).toHaveLength(2);
    await scene.runner.stop();
  });

  it('waits at its stop for what it has begun, and begins nothing more', async () => {
    const scene = createScene({ connections: 1, due: [1, 2] });
    scene.work = () => new Promise((resolve) => setTimeout(resolve, 10));
    scene.runner.start();
    await settle();
    let isStopped = false;
    const stopped = scene.runner.stop().then(() => {
      isStopped = true;
    });
    await jest.advanceTimersByTimeAsync(9);
    expect(isStopped).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await stopped;
    expect(scene.done).toEqual([1]);
  });
});
