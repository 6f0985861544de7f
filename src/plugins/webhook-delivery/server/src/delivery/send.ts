import http from 'node:http';
import https from 'node:https';
import { RefusedAddress, type ConnectionCheck } from 'newsroom-plugin-kit/connection-check';
import type { Outcome } from './retry-policy';

/** A request that is ready to be sent. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An outcome with what the receiver answered. */
export interface Answer extends Outcome {
  readonly durationMs: number;
  /** The first 2 KB of the answer's body, as text. */
  readonly answer: string;
}

interface Options {
  readonly timeoutMs: number;
  readonly connections: Pick<ConnectionCheck, 'check' | 'lookup'>;
}

const mostAnswerBytes = 2048;
/** These belong to the connection, not to the message. */
const ownHeaders = ['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding', 'upgrade'];

class TimedOut extends Error {}

const describe = (error: NodeJS.ErrnoException, timeoutMs: number): string => {
  if (error instanceof TimedOut) return `no answer within ${timeoutMs / 1000} s`;
  if (error instanceof RefusedAddress) return error.message;
  return error.code ? `${error.code}: ${error.message}` : error.message;
};

const withoutOwn = (headers: Post['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.includes(name.toLowerCase())));

/** Reads the beginning of an answer; what goes beyond is not waited for. */
const readAnswer = (response: http.IncomingMessage): Promise<string> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => resolve(Buffer.concat(chunks).subarray(0, mostAnswerBytes).toString('utf8'));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size < mostAnswerBytes) return;
      finish();
      response.destroy();
    });
    response.on('end', finish);
    // The status has said what became of the message; an answer that breaks off does not change that.
    response.on('error', finish);
    response.on('close', finish);
  });

/** POSTs messages; redirects are answers like others and not followed. */
export const createSender = (options: Options) => {
  const { timeoutMs } = options;
  const { check, lookup } = options.connections;

  const request = (url: URL, { headers, body }: Post, signal: AbortSignal): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      const client = url.protocol === 'https:' ? https : http;
      const content = Buffer.from(body);
      const own = { 'content-length': String(content.length), ...withoutOwn(headers) };
      // A connection of its own each time: one that is kept may be cut at the moment it is used again.
      client
        .request(url, { method: 'POST', agent: false, lookup, signal, headers: own }, resolve)
        .on('error', reject)
        .end(content);
    });

  const post = async (message: Post, signal: AbortSignal): Promise<Omit<Answer, 'durationMs'>> => {
    const url = new URL(message.url);
    check(url);
    const response = await request(url, message, signal);
    const answer = await readAnswer(response);
    const retryAfter = response.headers['retry-after'] ?? null;
    return { status: response.statusCode ?? null, problem: null, retryAfter, answer };
  };

  return {
    /**
     * Sends once.
     * @param stopping ends the attempt early
     * @returns what came of it; a failure is an outcome and never thrown
     * @throws the reason of `stopping`, where that ended it
     */
    async send(message: Post, stopping: AbortSignal): Promise<Answer> {
      const began = performance.now();
      const durationMs = () => Math.round(performance.now() - began);
      // Not AbortSignal.any and AbortSignal.timeout: what nobody else holds may be collected, and never ends anything.
      const ending = new AbortController();
      const { signal } = ending;
      const stop = () => ending.abort(stopping.reason);
      const timer = setTimeout(() => ending.abort(new TimedOut()), timeoutMs);
      stopping.addEventListener('abort', stop);
      try {
        stopping.throwIfAborted();
        return { ...(await post(message, signal)), durationMs: durationMs() };
      } catch (error) {
        stopping.throwIfAborted();
        const cause = (signal.aborted ? signal.reason : error) as NodeJS.ErrnoException;
        const problem = describe(cause, timeoutMs).slice(0, 250);
        return { status: null, problem, retryAfter: null, answer: '', durationMs: durationMs() };
      } finally {
        clearTimeout(timer);
        stopping.removeEventListener('abort', stop);
      }
    },
  };
};

export type Sender = ReturnType<typeof createSender>;
