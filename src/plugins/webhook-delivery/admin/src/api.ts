import { adminApi } from '@strapi/strapi/admin';
import { createRequests, dataOf } from 'newsroom-plugin-kit/admin/requests';
import type {
  AttemptResult,
  Deliveries,
  DeliveryDetails,
  DeliveryState,
  Endpoints,
  Health,
  Resumed,
  Scope,
  SentAgain,
} from '../../shared/answers';
import { pluginId } from './texts';

interface DeliveriesQuery {
  readonly endpoint: number | undefined;
  readonly state: DeliveryState | undefined;
  readonly event: string | undefined;
  readonly start: number;
  readonly limit: number;
}

const requests = createRequests(pluginId);
export const { url } = requests;
const { get, post, put } = requests;

const tag = 'WebhookDelivery' as const;

const api = adminApi.enhanceEndpoints({ addTagTypes: [tag] }).injectEndpoints({
  endpoints: (build) => ({
    webhookEndpoints: build.query<Endpoints, void>({
      query: () => get('endpoints'),
      providesTags: [tag],
    }),
    webhookFailing: build.query<Health, void>({
      query: () => get('failing'),
      transformResponse: dataOf,
    }),
    webhookDeliveries: build.query<Deliveries, DeliveriesQuery>({
      query: (parameters) => get('deliveries', parameters),
      providesTags: [tag],
    }),
    webhookDelivery: build.query<DeliveryDetails, number>({
      query: (id) => get(`deliveries/${id}`),
      transformResponse: dataOf,
      providesTags: [tag],
    }),
    /** Loads everything again that is on the page. */
    webhookRefresh: build.mutation<null, void>({
      queryFn: () => ({ data: null }),
      invalidatesTags: [tag],
    }),
    webhookSendAgain: build.mutation<DeliveryDetails, number>({
      query: (id) => post(`deliveries/${id}/again`),
      transformResponse: dataOf,
      invalidatesTags: [tag],
    }),
    webhookSendAllSince: build.mutation<SentAgain, { endpoint: number; since: string }>({
      query: ({ endpoint, since }) => post(`endpoints/${endpoint}/again`, { since }),
      transformResponse: dataOf,
      invalidatesTags: [tag],
    }),
    webhookResume: build.mutation<Resumed, 'send' | 'cancel'>({
      query: (waiting) => post('resumption', { waiting }),
      transformResponse: dataOf,
      invalidatesTags: [tag],
    }),
    webhookSetScope: build.mutation<unknown, { endpoint: number; scope: Scope }>({
      query: ({ endpoint, scope }) => put(`endpoints/${endpoint}/scope`, scope),
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
    webhookTest: build.mutation<AttemptResult, number>({
      query: (endpoint) => post(`endpoints/${endpoint}/test`),
      transformResponse: dataOf,
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
