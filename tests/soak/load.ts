import type { Running } from '../servers/newsroom';

/** The result of a load: for each document, the views answered with 204 and the views without an answer. */
export interface Tally {
  readonly answered: Map<string, number>;
  readonly unanswered: Map<string, number>;
  /** Views that were answered 503. */
  readonly unavailable: Map<string, number>;
  readonly statuses: Map<number, number>;
  /** Retry-After headers of 503 answers that lacked one. */
  withoutRetryAfter: number;
}

export const createTally = (): Tally => ({
  answered: new Map(),
  unanswered: new Map(),
  unavailable: new Map(),
  statuses: new Map(),
  withoutRetryAfter: 0,
});

const increase = <K>(counts: Map<K, number>, key: K): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

let readers = 0;
const newReader = (): string => {
  readers += 1;
  return `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/${readers} Firefox/140.0`;
};

/** Reports one view. Each call is a new visitor, unless `agent` names one. */
export const report = async (
  url: string,
  documentId: string,
  tally: Tally,
  agent = newReader(),
): Promise<void> => {
  try {
    const response = await fetch(`${url}/api/content-tracker/views`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': agent },
      body: JSON.stringify({ type: 'article', documentId, locale: 'vi' }),
    });
    increase(tally.statuses, response.status);
    if (response.status === 204) increase(tally.answered, documentId);
    if (response.status === 503) increase(tally.unavailable, documentId);
    if (response.status === 503 && !response.headers.get('retry-after')) tally.withoutRetryAfter += 1;
    await response.arrayBuffer();
  } catch {
    increase(tally.unanswered, documentId);
  }
};

export interface Load {
  /** Sends no more and waits for what is under way. */
  stop(): Promise<void>;
}

/** Reports views of the documents from `parallel` visitors at a time. Each answer starts the next view. */
export const startLoad = (
  { url }: Running,
  documentIds: readonly string[],
  parallel: number,
  tally: Tally,
): Load => {
  let isOn = true;
  const read = async (offset: number): Promise<void> => {
    for (let i = offset; isOn; i += 1) {
      await report(url, documentIds[i % documentIds.length] as string, tally);
      // A server that is away answers at once: that is no reason to spin.
      if (tally.unanswered.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const all = Array.from({ length: parallel }, (_, i) => read(i));
  return {
    async stop() {
      isOn = false;
      await Promise.all(all);
    },
  };
};

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const sum = (counts: Map<unknown, number>): number =>
  [...counts.values()].reduce((total, one) => total + one, 0);
