// Why: with the right to read a type, Strapi's content API also answers its drafts, draft-dependent sorts and filters,
// and relations of any depth and number.
// Relies on: `validate.input`, `validate.query` and `sanitize.query` of `strapi.contentAPI`, which every content route
// asks, those of plugins too; and `strapi.auth.verify`. If one is gone, the start is refused.
import type { Core } from '@strapi/strapi';
import { checkQuery } from './check';
import { restrictToPublished } from './published-only';
import { addDraftPermissions, checkMayReadAllDrafts, checkMayReadDrafts, type Auth } from './drafts';
import { modelsOf, type Model, type Parsed as Query } from './model';
import { checkReferences } from './references';
import { limitRows } from './row-limits';
import { requireFunctions } from '../../strapi/required-functions';

interface CallOptions {
  readonly auth?: Auth;
}

/**
 * Restricts the content API: drafts need a permission of their own, and a query reads no more than a page of a frontend
 * needs. To be called at register.
 */
export const restrictContentApi = (strapi: Core.Strapi): void => {
  const { validate, sanitize } = strapi.contentAPI;
  const feature = 'keeping drafts out of the content API (src/access/content-api)';
  requireFunctions(validate, ['input', 'query'], { place: 'strapi.contentAPI.validate', feature });
  requireFunctions(sanitize, ['query'], { place: 'strapi.contentAPI.sanitize', feature });
  requireFunctions(strapi.auth, ['verify'], { place: 'strapi.auth', feature });
  const getModel = modelsOf(strapi);

  const check = async (query: Query, model: Model, { auth }: CallOptions = {}) => {
    const { draftsOf, isPolymorphic } = checkQuery(query, model, getModel);
    await checkMayReadDrafts(strapi, auth, draftsOf);
    if (isPolymorphic) await checkMayReadAllDrafts(strapi, auth);
    return { isPolymorphic };
  };

  const validateInput = validate.input as (
    data: unknown,
    model: Model,
    options?: CallOptions,
  ) => Promise<void>;
  const validateQuery = validate.query as (
    query: Query,
    model: Model,
    options?: CallOptions,
  ) => Promise<void>;
  const sanitizeQuery = sanitize.query as (
    query: Query,
    model: Model,
    options?: CallOptions,
  ) => Promise<Query>;
  Object.assign(validate, {
    async input(data: unknown, model: Model, options?: CallOptions): Promise<void> {
      await validateInput(data, model, options);
      await checkReferences(strapi, data, model, options?.auth);
    },
    async query(query: Query, model: Model, options?: CallOptions): Promise<void> {
      await validateQuery(query, model, options);
      await check(query, model, options);
    },
  });
  Object.assign(sanitize, {
    async query(query: Query, model: Model, options?: CallOptions): Promise<Query> {
      const allowed = await check(query, model, options);
      return restrictToPublished(await sanitizeQuery(query, model, options), model, getModel, allowed);
    },
  });

  addDraftPermissions(strapi);
  limitRows(strapi);
};
