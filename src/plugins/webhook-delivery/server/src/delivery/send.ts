import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Outcome } from './schedule';

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
  readonly isAllowed: (address: string) => boolean;
  /** For tests; resolves names. */
  readonly lookup?: typeof dns.lookup;
}

const mostAnswerBytes = 2048;
/** These belong to the connection, not to the message. */
const ownHeaders = ['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding', 'upgrade'];

class Refused extends Error {}
class TimedOut extends Error {}

const refuse = (address: string): Refused =>
  new Refused(`${address} is not a public address: see the option allowedAddresses`);

/**
 * Resolves a name for a connection, and lets nothing through that is not allowed. The connection is made to
 * the very addresses that were checked: what the name says a moment later does not matter.
 */
const checkedLookup = ({ isAllowed, lookup = dns.lookup }: Options): net.LookupFunction =>
  ((
    hostname: string,
    options: dns.LookupAllOptions,
    callback: (error: Error | null, addresses: dns.LookupAddress[]) => void,
  ) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const refused = addresses.find(({ address }) => !isAllowed(address));
      return refused ? callback(refuse(refused.address), []) : callback(null, addresses);
    });
  }) as unknown as net.LookupFunction;

/** The host as the connection takes it: `URL` has turned decimal, octal and short notations into addresses. */
const addressIn = ({ hostname }: URL): string | undefined => {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return net.isIP(bare) ? bare : undefined;
};

const describe = (error: NodeJS.ErrnoException, timeoutMs: number): string => {
  if (error instanceof TimedOut) return `no answer within ${timeoutMs / 1000} s`;
  if (error instanceof Refused) return error.message;
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
  const { timeoutMs, isAllowed } = options;
  const lookup = checkedLookup(options);

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
    if (!/^https?:$/.test(url.protocol)) throw new Refused(`${url.protocol} is not http: or https:`);
    const address = addressIn(url);
    if (address !== undefined && !isAllowed(address)) throw refuse(address);
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
