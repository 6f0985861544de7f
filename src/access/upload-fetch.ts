import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { createAddressCheck } from '../plugins/kit/src/addresses';
import { createConnectionCheck, RefusedAddress } from '../plugins/kit/src/connection-check';

const mostRedirects = 5;

interface Init {
  readonly signal?: AbortSignal;
}

/**
 * A GET that reaches public addresses only, whatever the name resolves to when the connection is made, and wherever it
 * is sent on to.
 * @throws ApplicationError where it would lead elsewhere
 */
export const createCheckedFetch = (allowedAddresses: readonly string[]) => {
  const isAllowed = createAddressCheck(allowedAddresses);
  const { check, lookup } = createConnectionCheck({ isAllowed, option: 'UPLOAD_ALLOWED_ADDRESSES' });

  const get = (url: URL, { signal }: Init): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      check(url);
      const client = url.protocol === 'https:' ? https : http;
      client.get(url, { agent: false, lookup, signal }, resolve).on('error', reject);
    });

  const follow = async (url: URL, init: Init): Promise<Response> => {
    let asked = url;
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const answer = await get(asked, init);
      const { statusCode = 500, statusMessage, headers } = answer;
      if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) {
        const isEmpty = statusCode === 204 || statusCode === 304;
        const response = new Response(isEmpty ? null : (Readable.toWeb(answer) as ReadableStream), {
          status: statusCode,
          statusText: statusMessage,
          headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
        });
        return Object.defineProperty(response, 'url', { value: asked.href });
      }
      answer.destroy();
      asked = new URL(headers.location, asked);
    }
    throw new errors.ApplicationError(`The address redirects more than ${mostRedirects} times`);
  };

  return async (url: string | URL, init: Init = {}): Promise<Response> => {
    try {
      return await follow(new URL(url), init);
    } catch (error) {
      if (error instanceof RefusedAddress) throw new errors.ApplicationError(error.message);
      throw error;
    }
  };
};

interface FileService {
  fetchUrlToInputFile(...asked: unknown[]): Promise<unknown>;
}

/** Files that editors add by their URL come from public addresses only: Strapi itself checks no redirect. */
export const checkFetching = (strapi: Core.Strapi, allowedAddresses: readonly string[]): void => {
  const own = strapi.fetch;
  const checked = createCheckedFetch(allowedAddresses);
  const uploading = new AsyncLocalStorage<true>();
  const isForUpload = (): boolean => uploading.getStore() === true;
  strapi.get('services').extend('plugin::upload.file', (service: FileService) => ({
    ...service,
    fetchUrlToInputFile: (...asked: unknown[]) =>
      uploading.run(true, () => service.fetchUrlToInputFile(...asked)),
  }));
  const fetch = (url: string | URL, init?: RequestInit): Promise<Response> =>
    isForUpload() ? checked(url, init as Init) : own(url, init);
  // On this object: Strapi's class has no way to set it.
  Object.defineProperty(strapi, 'fetch', { value: Object.assign(fetch, own) });
};
