import type { Core } from '@strapi/strapi';

interface Extension {
  shadowCRUD(uid: string): { disable(): void };
}

/**
 * Keeps content types that are tables of ours out of GraphQL, which would offer every one to whoever has a token, with
 * mutations. To be called when plugins register; does nothing where Strapi's GraphQL plugin is not installed.
 */
export const hideFromGraphql = (strapi: Core.Strapi, uids: readonly string[]): void => {
  const extension = strapi.plugin('graphql')?.service('extension') as Extension | undefined;
  for (const uid of uids) extension?.shadowCRUD(uid).disable();
};
