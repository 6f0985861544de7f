import http from 'node:http';
import https from 'node:https';
import { RefusedAddress, type ConnectionCheck } from 'newsroom-plugin-kit/connection-check';
import type { AttemptOutcome } from './retry-policy';

/** A request that is ready to be sent: it is signed, and its body is final. */
export interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The result of sending a message once. */
export interface SendResult extends AttemptOutcome {
  readonly durationMs: number;
  /** The first 2 KB of the response's body, as text. */
  readonly responseBody: string;
}

interface Options {
  readonly timeoutMs: number;
  readonly connections: Pick<ConnectionCheck, 'check' | 'lookup'>;
}

const mostBodyBytes = 2048;
/** An editor's headers with these names are left out: they describe the connection, not the message. */
const connectionHeaders = [
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
];

class TimedOut extends Error {}

const describe = (error: NodeJS.ErrnoException, timeoutMs: number): string => {
  if (error instanceof TimedOut) return `no answer within ${timeoutMs / 1000} s`;
  if (error instanceof RefusedAddress) return error.message;
  return error.code ? `${error.code}: ${error.message}` : error.message;
};

const withoutConnectionHeaders = (headers: SignedRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !connectionHeaders.includes(name.toLowerCase())),
  );

/** Reads the beginning of a response's body, and closes the connection if there is more. */
const readBody = (response: http.IncomingMessage): Promise<string> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => resolve(Buffer.concat(chunks).subarray(0, mostBodyBytes).toString('utf8'));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size < mostBodyBytes) return;
      finish();
      response.destroy();
    });
    response.on('end', finish);
    // The status decides about the message. A body that breaks off does not change that.
    response.on('error', finish);
    response.on('close', finish);
  });

/** POSTs messages. A redirect is a response like any other, and is not followed. */
export const createSender = (options: Options) => {
  const { timeoutMs } = options;
  const { check, lookup } = options.connections;

  const request = (
    url: URL,
    { headers, body }: SignedRequest,
    signal: AbortSignal,
  ): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      const client = url.protocol === 'https:' ? https : http;
      const content = Buffer.from(body);
      const sentHeaders = {
        'content-length': String(content.length),
        ...withoutConnectionHeaders(headers),
      };
      // A new connection for each message: the receiver may close a kept one at the moment it is used again.
      client
        .request(url, { method: 'POST', agent: false, lookup, signal, headers: sentHeaders }, resolve)
        .on('error', reject)
        .end(content);
    });

  const post = async (
    message: SignedRequest,
    signal: AbortSignal,
  ): Promise<Omit<SendResult, 'durationMs'>> => {
    const url = new URL(message.url);
    check(url);
    const response = await request(url, message, signal);
    const responseBody = await readBody(response);
    const retryAfter = response.headers['retry-after'] ?? null;
    return { status: response.statusCode ?? null, problem: null, retryAfter, responseBody };
  };

  return {
    /**
     * Sends once.
     * @param stopping ends the attempt early
     * @returns the result; a failure is a result too, and is not thrown
     * @throws the reason of `stopping`, if that ended the attempt
     */
    async send(message: SignedRequest, stopping: AbortSignal): Promise<SendResult> {
      const began = performance.now();
      const durationMs = () => Math.round(performance.now() - began);
      // Not AbortSignal.any or AbortSignal.timeout: without another reference they may be garbage-collected, and never fire.
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
        return { status: null, problem, retryAfter: null, responseBody: '', durationMs: durationMs() };
      } finally {
        clearTimeout(timer);
        stopping.removeEventListener('abort', stop);
      }
    },
  };
};

export type Sender = ReturnType<typeof createSender>;
