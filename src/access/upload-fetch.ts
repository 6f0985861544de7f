// Why: an editor can add a file by its URL. Strapi checks the address before it fetches, and neither the address that
// the name resolves to when it connects nor the addresses that it is redirected to: the server could be made to read
// from its own network.
// Relies on: `fetchUrlToInputFile` of the service plugin::upload.file, which calls `strapi.fetch`. If one of them is
// gone, the start is refused.
import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { createAddressCheck } from '../plugins/kit/src/addresses';
import { createConnectionCheck, RefusedAddress } from '../plugins/kit/src/connection-check';
import { requireFunctions } from '../strapi/required-functions';

const mostRedirects = 5;

interface Init {
  readonly signal?: AbortSignal;
}

/**
 * Makes a `fetch` that only sends GET, and only to public addresses. The address is checked when the connection is made,
 * and again after each redirect.
 * @param allowedAddresses other addresses and ranges that are allowed
 * @throws ApplicationError where the address is refused, or there are too many redirects
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
  fetchUrlToInputFile(...parameters: unknown[]): Promise<unknown>;
}

/** Makes the media library fetch files from public addresses only. */
export const restrictUploadFetches = (strapi: Core.Strapi, allowedAddresses: readonly string[]): void => {
  const feature = 'the check of addresses that files are fetched from (src/access/upload-fetch.ts)';
  requireFunctions(strapi, ['fetch'], { place: 'strapi', feature });
  const original = strapi.fetch;
  const checked = createCheckedFetch(allowedAddresses);
  const uploading = new AsyncLocalStorage<true>();
  const isForUpload = (): boolean => uploading.getStore() === true;
  strapi.get('services').extend('plugin::upload.file', (service: FileService) => {
    requireFunctions(service, ['fetchUrlToInputFile'], {
      place: 'the service plugin::upload.file',
      feature,
    });
    return {
      ...service,
      fetchUrlToInputFile: (...parameters: unknown[]) =>
        uploading.run(true, () => service.fetchUrlToInputFile(...parameters)),
    };
  });
  const fetch = (url: string | URL, init?: RequestInit): Promise<Response> =>
    isForUpload() ? checked(url, init as Init) : original(url, init);
  // Strapi's class has a getter and no setter.
  Object.defineProperty(strapi, 'fetch', { value: Object.assign(fetch, original) });
};
