import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { Refusal } from '../refusal';

/** The action of the content API that lets its holder read drafts of a type, beside `find` and `findOne`. */
const action = 'readDrafts';

/** Who asks, as Strapi's content API hands it on. */
export type Auth = { readonly strategy?: object } | undefined;

/** Types of this project that have drafts. */
const typesWithDrafts = (strapi: Core.Strapi): string[] =>
  Object.values(strapi.contentTypes)
    .filter(({ uid, options }) => uid.startsWith('api::') && options?.draftAndPublish)
    .map(({ uid }) => uid);

/**
 * Makes reading drafts a permission of its own, for each type that has some: roles and API tokens have a box for
 * each action of a controller that is marked like this, beside those that have a route.
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
 * @param uids types whose drafts are asked for
 * @throws Refusal that names the permission which is missing
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

/** For what may hold drafts of any type. */
export const checkMayReadAllDrafts = (strapi: Core.Strapi, auth: Auth): Promise<void> =>
  checkMayReadDrafts(strapi, auth, typesWithDrafts(strapi));
