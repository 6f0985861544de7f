import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { Refusal } from '../refusal';

/** The action that permits reading the drafts of a type, in addition to `find` and `findOne`. */
const action = 'readDrafts';

/** The authentication of a request, as Strapi's content API passes it on. */
export type Auth = { readonly strategy?: object } | undefined;

/** The types of this project that have drafts. */
const typesWithDrafts = (strapi: Core.Strapi): string[] =>
  Object.values(strapi.contentTypes)
    .filter(({ uid, options }) => uid.startsWith('api::') && options?.draftAndPublish)
    .map(({ uid }) => uid);

/**
 * Adds the permission to read drafts, for each type with drafts. Roles and API tokens show a checkbox for each action of
 * a controller that carries Strapi's mark `__type__`, even if no route leads to the action.
 */
export const addDraftPermissions = (strapi: Core.Strapi): void => {
  const controllers = strapi.get('controllers');
  for (const uid of typesWithDrafts(strapi)) {
    if (!controllers.get(uid)) continue;
    const readDrafts = Object.assign(async () => undefined, { [Symbol.for('__type__')]: ['content-api'] });
    controllers.extend(uid, (controller: object) => Object.assign(controller, { [action]: readDrafts }));
  }
};

/** Whether the caller may read drafts of a type. */
export const mayReadDrafts = async (strapi: Core.Strapi, auth: Auth, uid: string): Promise<boolean> => {
  if (!auth?.strategy) return false;
  try {
    await strapi.auth.verify(auth as never, { scope: [`${uid}.${action}`] } as never);
    return true;
  } catch (error) {
    if (error instanceof errors.ForbiddenError || error instanceof errors.UnauthorizedError) return false;
    throw error;
  }
};

/**
 * @param uids the types whose drafts are requested
 * @throws Refusal that names the missing permission
 */
export const checkMayReadDrafts = async (
  strapi: Core.Strapi,
  auth: Auth,
  uids: Iterable<string>,
): Promise<void> => {
  for (const uid of uids) {
    if (!(await mayReadDrafts(strapi, auth, uid))) {
      const permission = `${uid}.${action}`;
      throw new Refusal(403, `Reading drafts needs the permission ${permission}`, { permission });
    }
  }
};

/** Checks the permission for the drafts of all types, for a query that may read rows of any type. */
export const checkMayReadAllDrafts = (strapi: Core.Strapi, auth: Auth): Promise<void> =>
  checkMayReadDrafts(strapi, auth, typesWithDrafts(strapi));
