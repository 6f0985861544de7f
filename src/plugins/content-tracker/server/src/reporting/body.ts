import type { IncomingMessage } from 'node:http';
import { bodyTimeoutMs, maxBodyBytes } from './responses';

export type BodyFailure = 'too large' | 'too slow';

/** Called once, with the text or with what kept it from arriving. */
type OnBody = (text: string, failure?: BodyFailure) => void;

interface Reading {
  readonly beganAt: number;
  readonly end: OnBody;
}

const sweepEveryMs = 1_000;

/**
 * Makes the function that reads bodies of requests. One timer watches over all of them: almost every body is there with
 * its headers, and a timer for each would cost more than reading it.
 */
export const createBodyReader = (now: () => number) => {
  const readings = new Set<Reading>();

  const sweep = (): void => {
    const oldest = now() - bodyTimeoutMs;
    for (const { beganAt, end } of readings) {
      if (beganAt > oldest) return;
      end('', 'too slow');
    }
  };
  let timer: NodeJS.Timeout | undefined;

  return {
    read(request: IncomingMessage, onBody: OnBody): void {
      let first: Buffer | undefined;
      let chunks: Buffer[] | undefined;
      let size = 0;
      const end: OnBody = (text, failure) => {
        if (readings.delete(reading)) onBody(text, failure);
      };
      const reading: Reading = { beganAt: now(), end };
      readings.add(reading);
      timer ??= setInterval(sweep, sweepEveryMs).unref();
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBodyBytes) end('', 'too large');
        else if (first === undefined) first = chunk;
        else (chunks ??= [first]).push(chunk);
      });
      request.on('end', () => end((chunks ? Buffer.concat(chunks) : (first ?? '')).toString()));
      // Where the client closes the connection nobody waits for an answer, and the sweep forgets the reading.
    },

    stop: (): void => clearInterval(timer),
  };
};

export type BodyReader = ReturnType<typeof createBodyReader>;
