import { adminApi } from '@strapi/strapi/admin';
import type { State } from './states';

/** What an endpoint hears of, among the events that it has subscribed to. */
export interface Scope {
  readonly publishedOnly: boolean;
  /** `null`: all. */
  readonly types: readonly string[] | null;
  /** `null`: all. */
  readonly locales: readonly string[] | null;
  readonly media: boolean;
}

/** What a scope can name. */
export interface Offered {
  readonly types: readonly { readonly uid: string; readonly name: string }[];
  readonly locales: readonly { readonly code: string; readonly name: string }[];
}

/** An endpoint of Settings → Webhooks. Moments are ISO 8601. */
export interface Endpoint {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly isEnabled: boolean;
  readonly scope: Scope;
  /** Why nothing is sent to it: nobody knows which of two webhooks it is, or there is none of its name and URL. */
  readonly heldBecause: 'uncertain' | 'lost' | null;
  readonly failingSince: string | null;
  readonly switchedOffAt: string | null;
  readonly switchedOffBecause: 'failing' | 'gone' | null;
  readonly isSecretShown: boolean;
  readonly formerSecretUntil: string | null;
  readonly pending: number;
  readonly delivered: number;
  readonly failed: number;
  readonly oldestPendingAt: string | null;
}

/** A message on its way to one endpoint. */
export interface Delivery {
  readonly id: number;
  readonly endpoint: number;
  readonly messageId: string;
  readonly event: string;
  readonly about: {
    readonly title: string | null;
    readonly model: string | null;
    readonly locale: string | null;
  };
  readonly state: State;
  readonly attempts: number;
  readonly madeAt: string;
  readonly dueAt: string | null;
  readonly finishedAt: string | null;
  readonly lastStatus: number | null;
  readonly lastProblem: string | null;
}

/** What came of sending once. */
export interface Answer {
  readonly status: number | null;
  readonly problem: string | null;
  readonly durationMs: number;
  readonly answer: string;
}

export interface Attempt extends Answer {
  readonly at: string;
}

export interface WholeDelivery extends Delivery {
  readonly body: string;
  readonly history: readonly Attempt[];
}

export interface Wanted {
  readonly endpoint: number | undefined;
  readonly state: State | undefined;
  readonly event: string | undefined;
  readonly start: number;
  readonly limit: number;
}

export interface EndpointsMeta {
  readonly rotationHours: number;
  /** Whether anything is sent from here: not from a copy that is to be silent. */
  readonly isSending: boolean;
  /** When somebody had such a copy send all the same. */
  readonly resumedAt: string | null;
  /** How many messages wait, for all endpoints. */
  readonly waiting: number;
  readonly offered: Offered;
}
interface Endpoints {
  readonly data: readonly Endpoint[];
  readonly meta: EndpointsMeta;
}
interface Deliveries {
  readonly data: readonly Delivery[];
  readonly meta: { readonly pagination: { readonly total: number } };
}
interface Data<T> {
  readonly data: T;
}

export const path = (rest: string): string => `/webhook-delivery/${rest}`;
const get = (rest: string, params: object = {}) => ({
  url: path(rest),
  method: 'GET' as const,
  config: { params: Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) },
});
const post = (rest: string, data: object = {}) => ({ url: path(rest), method: 'POST' as const, data });
const only = <T>({ data }: Data<T>): T => data;

const tag = 'WebhookDelivery' as const;

const api = adminApi.enhanceEndpoints({ addTagTypes: [tag] }).injectEndpoints({
  endpoints: (build) => ({
    webhookEndpoints: build.query<Endpoints, void>({
      query: () => get('endpoints'),
      providesTags: [tag],
    }),
    webhookFailing: build.query<{ failing: number; endpoints: number; isSending: boolean }, void>({
      query: () => get('failing'),
      transformResponse: only,
    }),
    webhookDeliveries: build.query<Deliveries, Wanted>({
      query: (wanted) => get('deliveries', wanted),
      providesTags: [tag],
    }),
    webhookDelivery: build.query<WholeDelivery, number>({
      query: (id) => get(`deliveries/${id}`),
      transformResponse: only,
      providesTags: [tag],
    }),
    /** Has everything asked anew. */
    webhookRefresh: build.mutation<null, void>({
      queryFn: () => ({ data: null }),
      invalidatesTags: [tag],
    }),
    webhookSendAgain: build.mutation<WholeDelivery, number>({
      query: (id) => post(`deliveries/${id}/again`),
      transformResponse: only,
      invalidatesTags: [tag],
    }),
    webhookSendAllSince: build.mutation<{ messages: number }, { endpoint: number; since: string }>({
      query: ({ endpoint, since }) => post(`endpoints/${endpoint}/again`, { since }),
      transformResponse: only,
      invalidatesTags: [tag],
    }),
    webhookResume: build.mutation<unknown, 'send' | 'cancel'>({
      query: (waiting) => post('resumption', { waiting }),
      invalidatesTags: [tag],
    }),
    webhookSetScope: build.mutation<unknown, { endpoint: number; scope: Scope }>({
      query: ({ endpoint, scope }) => ({
        url: path(`endpoints/${endpoint}/scope`),
        method: 'PUT' as const,
        data: scope,
      }),
      invalidatesTags: [tag],
    }),
    webhookConfirm: build.mutation<unknown, number>({
      query: (endpoint) => post(`endpoints/${endpoint}/confirmation`),
      invalidatesTags: [tag],
    }),
    webhookGiveUp: build.mutation<unknown, number>({
      query: (endpoint) => post(`endpoints/${endpoint}/giving-up`),
      invalidatesTags: [tag],
    }),
    webhookTest: build.mutation<Answer, number>({
      query: (endpoint) => post(`endpoints/${endpoint}/test`),
      transformResponse: only,
    }),
  }),
});

export const {
  useWebhookEndpointsQuery,
  useWebhookFailingQuery,
  useWebhookDeliveriesQuery,
  useWebhookDeliveryQuery,
  useWebhookRefreshMutation,
  useWebhookSendAgainMutation,
  useWebhookSendAllSinceMutation,
  useWebhookTestMutation,
  useWebhookResumeMutation,
  useWebhookSetScopeMutation,
  useWebhookConfirmMutation,
  useWebhookGiveUpMutation,
} = api;
