import type { Core } from '@strapi/strapi';
import { closeContentApi } from './content-api';
import { checkFetching } from './upload-fetch';
import { createFirstAdministrator, firstAdministrator } from './first-administrator';
import { closeGraphql } from './graphql';
import { keepAccountsSecret } from './public-roles';
import {
  createRequestRules,
  createUploadedFiles,
  readRequests,
  requestRules,
  uploadedFiles,
} from './requests';
import { checkUploads, createUploadHeaders, uploadHeaders } from './uploads';

interface Settings {
  /** How many proxies there are in front, or the addresses that they have. */
  readonly proxies: { readonly count: number; readonly ranges: readonly string[] };
  /** Addresses of the own network that files may be added from by their URL. */
  readonly uploadAddresses: readonly string[];
}

/** Has strangers, and people with few rights, read and do what they may and no more. */
export const installAccess = (strapi: Core.Strapi, { proxies, uploadAddresses }: Settings): void => {
  const { count, ranges } = proxies;
  closeContentApi(strapi);
  closeGraphql(strapi);
  keepAccountsSecret(strapi);
  readRequests(strapi.server.httpServer, ranges);
  checkUploads(strapi);
  checkFetching(strapi, uploadAddresses);
  const hasProxies = count > 0 || ranges.length > 0;
  const middlewares = strapi.get('middlewares');
  middlewares.set(requestRules, createRequestRules);
  middlewares.set(firstAdministrator, createFirstAdministrator(strapi, hasProxies));
  middlewares.set(uploadedFiles, createUploadedFiles);
  middlewares.set(uploadHeaders, createUploadHeaders);
  if (count > 0 && strapi.config.get('server.host') === '127.0.0.1') {
    strapi.log.info(
      'newsroom: TRUSTED_PROXIES is a number, so that only this machine is listened to; HOST, or the proxies by their addresses, say otherwise',
    );
  }
};
