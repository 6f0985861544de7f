import type { Core } from '@strapi/strapi';
import { checkQuery } from './check';
import { closeQuery } from './published-only';
import { addDraftPermissions, checkMayReadAllDrafts, checkMayReadDrafts, type Auth } from './drafts';
import { modelsOf, type Model, type Parsed as Query } from './model';
import { checkReferences } from './references';
import { limitRows } from './row-limits';

interface Options {
  readonly auth?: Auth;
}

/**
 * Keeps the content API from answering more than its callers may read: drafts need a permission of their own, and
 * no query goes deeper or further than a page of a frontend does. Every content route asks these services of
 * Strapi, those of plugins too.
 */
export const closeContentApi = (strapi: Core.Strapi): void => {
  const { validate, sanitize } = strapi.contentAPI;
  const getModel = modelsOf(strapi);

  const check = async (query: Query, model: Model, { auth }: Options = {}) => {
    const { draftsOf, isPolymorphic } = checkQuery(query, model, getModel);
    await checkMayReadDrafts(strapi, auth, draftsOf);
    if (isPolymorphic) await checkMayReadAllDrafts(strapi, auth);
    return { isPolymorphic };
  };

  const validateInput = validate.input as (data: unknown, model: Model, options?: Options) => Promise<void>;
  const validateQuery = validate.query as (query: Query, model: Model, options?: Options) => Promise<void>;
  const sanitizeQuery = sanitize.query as (query: Query, model: Model, options?: Options) => Promise<Query>;
  Object.assign(validate, {
    async input(data: unknown, model: Model, options?: Options): Promise<void> {
      await validateInput(data, model, options);
      await checkReferences(strapi, data, model, options?.auth);
    },
    async query(query: Query, model: Model, options?: Options): Promise<void> {
      await validateQuery(query, model, options);
      await check(query, model, options);
    },
  });
  Object.assign(sanitize, {
    async query(query: Query, model: Model, options?: Options): Promise<Query> {
      const allowed = await check(query, model, options);
      return closeQuery(await sanitizeQuery(query, model, options), model, getModel, allowed);
    },
  });

  addDraftPermissions(strapi);
  limitRows(strapi);
};
