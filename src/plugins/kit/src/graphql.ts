import type { Core } from '@strapi/strapi';

interface Extension {
  shadowCRUD(uid: string): { disable(): void };
}

/**
 * Hides a plugin's tables from GraphQL, which would offer each content type with mutations to everybody who has a token.
 * To be called when plugins register. Does nothing if Strapi's GraphQL plugin is not installed.
 */
export const hideFromGraphql = (strapi: Core.Strapi, uids: readonly string[]): void => {
  const extension = strapi.plugin('graphql')?.service('extension') as Extension | undefined;
  for (const uid of uids) extension?.shadowCRUD(uid).disable();
};
