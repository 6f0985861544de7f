import type { Core } from '@strapi/strapi';
import { restrictContentApi } from './content-api';
import { restrictUploadFetches } from './upload-fetch';
import { createFirstAdministrator, firstAdministrator } from './first-administrator';
import { restrictGraphql } from './graphql';
import { keepAccountsSecret } from './account-secrecy';
import {
  createRequestRules,
  createUploadedFiles,
  readRequests,
  requestRules,
  uploadedFiles,
} from './requests';
import type { TrustedProxies } from './proxies';
import { checkUploads, createUploadHeaders, uploadHeaders } from './uploads';

interface AccessSettings {
  readonly proxies: TrustedProxies;
  /** Addresses and ranges of private networks that editors may add files from. */
  readonly uploadAddresses: readonly string[];
}

/** Limits what callers may read, send and upload to their rights. To be called at register. */
export const installAccess = (strapi: Core.Strapi, { proxies, uploadAddresses }: AccessSettings): void => {
  const { count, ranges } = proxies;
  restrictContentApi(strapi);
  restrictGraphql(strapi);
  keepAccountsSecret(strapi);
  readRequests(strapi.server.httpServer, proxies);
  checkUploads(strapi);
  restrictUploadFetches(strapi, uploadAddresses);
  const hasProxies = count > 0 || ranges.length > 0;
  const middlewares = strapi.get('middlewares');
  middlewares.set(requestRules, createRequestRules);
  middlewares.set(firstAdministrator, createFirstAdministrator(strapi, hasProxies));
  middlewares.set(uploadedFiles, createUploadedFiles);
  middlewares.set(uploadHeaders, createUploadHeaders);
  if (count > 0 && strapi.config.get('server.host') === '127.0.0.1') {
    strapi.log.info(
      'newsroom: the server listens on 127.0.0.1 only, because TRUSTED_PROXIES is a number. Set HOST, or name the proxies by their addresses, to listen on others',
    );
  }
};
