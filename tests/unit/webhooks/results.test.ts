import type { DeliveryResult } from '../../../src/plugins/webhook-delivery/server/src/delivery/attempt';
import { decisiveResults } from '../../../src/plugins/webhook-delivery/server/src/delivery/health';
import { createResultWriter } from '../../../src/plugins/webhook-delivery/server/src/delivery/results';

const resultOf = (id: number, endpoint = 1, status = 200): DeliveryResult => ({
  delivery: {
    id,
    endpoint,
    message: id,
    attempts: 0,
    messageId: `msg_${id}`,
    event: 'entry.publish',
    body: '{}',
  },
  wasFailing: false,
  at: id,
  sent: { status, problem: null, retryAfter: null, responseBody: '', durationMs: 1 },
  state: 'delivered',
  dueAt: null,
});

/** Writes into a list, all or nothing, and cannot write the result with this id. */
const storeWithout = (bad?: number) => {
  const transactions: number[][] = [];
  const stored: number[] = [];
  const write = createResultWriter(async (results) => {
    const ids = results.map(({ delivery }) => delivery.id);
    transactions.push(ids);
    if (bad !== undefined && ids.includes(bad)) throw new Error(`cannot write ${bad}`);
    stored.push(...ids);
  });
  return { transactions, stored, write };
};

describe('results of attempts', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
  afterEach(() => void jest.useRealTimers());

  it('are written in one transaction, if they come within a moment', async () => {
    const { transactions, write } = storeWithout();
    const written = Promise.all([1, 2, 3].map((id) => write(resultOf(id))));
    jest.advanceTimersByTime(100);
    await written;
    expect(transactions).toEqual([[1, 2, 3]]);
  });

  it('are written in several transactions, if there are very many', async () => {
    const { transactions, write } = storeWithout();
    const written = Promise.all(Array.from({ length: 250 }, (_, id) => write(resultOf(id))));
    jest.advanceTimersByTime(100);
    await written;
    expect(transactions.map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  it('are written alone, if one of them cannot be written: only that one is refused', async () => {
    const { transactions, stored, write } = storeWithout(2);
    const outcomes = Promise.allSettled([1, 2, 3].map((id) => write(resultOf(id))));
    jest.advanceTimersByTime(100);
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(transactions).toEqual([[1, 2, 3], [1], [2], [3]]);
    expect(stored).toEqual([1, 3]);
  });
});

describe('the health of an endpoint', () => {
  const told = (...results: DeliveryResult[]) =>
    decisiveResults(results).map(({ delivery, sent }) => [delivery.endpoint, sent.status]);

  it('follows its last result', () => {
    expect(told(resultOf(1, 7, 500), resultOf(2, 7, 200))).toEqual([[7, 200]]);
  });

  it('follows a 410, whatever comes after it', () => {
    expect(told(resultOf(1, 7, 410), resultOf(2, 7, 200))).toEqual([[7, 410]]);
  });

  it('is stored in the order of endpoints, on every instance', () => {
    expect(told(resultOf(1, 9), resultOf(2, 7), resultOf(3, 8))).toEqual([
      [7, 200],
      [8, 200],
      [9, 200],
    ]);
  });
});
