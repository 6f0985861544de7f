import { toNumber } from 'newsroom-plugin-kit/sql';
import type { Secrets } from '../signing/secrets';
import { signatureHeaders } from '../signing/signature';
import type { State } from '../tables';
import { fateOf } from './retry-policy';
import type { Answer, Sender } from './send';

/** An endpoint as it is set up when something is sent to it. */
export interface Endpoint {
  readonly key: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isFailing: boolean;
  readonly wasSwitchedOff: boolean;
  readonly secrets: ReturnType<Secrets['toStored']>;
}

export const endpointOf = (row: Readonly<Record<string, unknown>>, secrets: Secrets): Endpoint => ({
  key: Number(row.key),
  url: String(row.url),
  headers: (typeof row.headers === 'string' ? JSON.parse(row.headers) : row.headers) ?? {},
  isFailing: toNumber(row.failing_since) !== null,
  wasSwitchedOff: toNumber(row.switched_off_at) !== null,
  secrets: secrets.toStored(row),
});

/** A message on its way to one endpoint. */
export interface Delivery {
  readonly id: number;
  /** Its key. */
  readonly endpoint: number;
  /** Its number in the order of messages. */
  readonly message: number;
  /** Attempts made so far. */
  readonly attempts: number;
  /** `webhook-id`. */
  readonly messageId: string;
  readonly event: string;
  readonly body: string;
}

/** What of a delivery is sent. */
type Outgoing = Pick<Delivery, 'messageId' | 'event' | 'body'>;

/** What has come of an attempt, and what becomes of the delivery. */
export interface Result {
  readonly delivery: Delivery;
  /** Whether the endpoint was failing when the attempt began. */
  readonly wasFailing: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly answer: Answer;
  readonly state: State;
  /** When it is tried again; `null` where it is over. */
  readonly dueAt: number | null;
}

interface Options {
  readonly sender: Sender;
  readonly secrets: Secrets;
  readonly defaultHeaders: Readonly<Record<string, string>>;
  readonly retryDelaysMs: readonly number[];
  readonly now: () => number;
  readonly random: () => number;
}

/** Makes one attempt at a delivery: headers, signature, request, and what follows from the answer. */
export const createDeliverer = ({ sender, secrets, defaultHeaders, retryDelaysMs, now, random }: Options) => {
  const headersOf = (endpoint: Endpoint, { messageId, event, body }: Outgoing) => ({
    ...defaultHeaders,
    ...endpoint.headers,
    'X-Strapi-Event': event,
    'Content-Type': 'application/json',
    ...signatureHeaders(secrets.forSigning(endpoint.secrets), {
      id: messageId,
      timestamp: Math.floor(now() / 1000),
      body,
    }),
  });

  /** @throws the reason of `stopping`, where that ended it */
  const attempt = async (endpoint: Endpoint, message: Outgoing, stopping: AbortSignal): Promise<Answer> => {
    let headers: Record<string, string>;
    try {
      headers = headersOf(endpoint, message);
    } catch (error) {
      const { message: problem } = error as Error;
      return { status: null, problem, retryAfter: null, answer: '', durationMs: 0 };
    }
    return sender.send({ url: endpoint.url, headers, body: message.body }, stopping);
  };

  return {
    attempt,
    async deliver(endpoint: Endpoint, delivery: Delivery, stopping: AbortSignal): Promise<Result> {
      const answer = await attempt(endpoint, delivery, stopping);
      const at = now();
      const attempts = delivery.attempts + 1;
      const fate = fateOf(answer, { attempts, retryDelaysMs, nowMs: at, random: random() });
      const dueAt = fate.state === 'pending' ? fate.dueAt : null;
      return { delivery, wasFailing: endpoint.isFailing, at, answer, state: fate.state, dueAt };
    },
  };
};

export type Deliverer = ReturnType<typeof createDeliverer>;
