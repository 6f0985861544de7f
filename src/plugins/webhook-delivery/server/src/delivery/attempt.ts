import type { DeliveryState } from '../../../shared/answers';
import type { Secrets } from '../signing/secrets';
import { signatureHeaders } from '../signing/signature';
import type { Endpoint } from './endpoint';
import { afterAttempt } from './retry-policy';
import type { Sender, SendResult } from './send';

/** A message on its way to one endpoint. */
export interface Delivery {
  readonly id: number;
  /** The endpoint's key. */
  readonly endpoint: number;
  /** The message's number in the order of all messages. */
  readonly message: number;
  /** Attempts made so far. */
  readonly attempts: number;
  /** The header `webhook-id`. */
  readonly messageId: string;
  readonly event: string;
  readonly body: string;
}

/** What of a message is sent. */
export type Outgoing = Pick<Delivery, 'messageId' | 'event' | 'body'>;

/** The result of an attempt at a delivery, and the delivery's state after it. */
export interface DeliveryResult {
  readonly delivery: Delivery;
  /** Whether the endpoint was failing when the attempt began. */
  readonly wasFailing: boolean;
  /** When the attempt ended, in milliseconds since the epoch. */
  readonly at: number;
  readonly sent: SendResult;
  readonly state: DeliveryState;
  /** When the next attempt is due; `null` if there is none. */
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

/** Makes attempts: headers, signature, request, and the state that follows from the response. */
export const createAttempts = ({ sender, secrets, defaultHeaders, retryDelaysMs, now, random }: Options) => {
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

  /**
   * Sends a message once. A message that cannot be signed is a failed attempt.
   * @throws the reason of `stopping`, if that ended the attempt
   */
  const send = async (endpoint: Endpoint, message: Outgoing, stopping: AbortSignal): Promise<SendResult> => {
    let headers: Record<string, string>;
    try {
      headers = headersOf(endpoint, message);
    } catch (error) {
      const { message: problem } = error as Error;
      return { status: null, problem, retryAfter: null, responseBody: '', durationMs: 0 };
    }
    return sender.send({ url: endpoint.url, headers, body: message.body }, stopping);
  };

  return {
    send,

    /** Sends a delivery once, and decides by the retry policy what follows. */
    async attempt(endpoint: Endpoint, delivery: Delivery, stopping: AbortSignal): Promise<DeliveryResult> {
      const sent = await send(endpoint, delivery, stopping);
      const at = now();
      const attempts = delivery.attempts + 1;
      const next = afterAttempt(sent, { attempts, retryDelaysMs, nowMs: at, random: random() });
      const dueAt = next.state === 'pending' ? next.dueAt : null;
      return { delivery, wasFailing: endpoint.isFailing, at, sent, state: next.state, dueAt };
    },
  };
};

export type Attempts = ReturnType<typeof createAttempts>;
