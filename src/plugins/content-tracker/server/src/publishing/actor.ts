import type { Core } from '@strapi/strapi';
import type { Actor } from './log';

export const system: Actor = { kind: 'system', id: null, name: null };

/** What Strapi's authentication leaves in a request's state. */
interface State {
  readonly auth?: { readonly strategy?: { readonly name?: string }; readonly credentials?: unknown };
}
interface Someone {
  readonly id?: unknown;
  readonly name?: string | null;
  readonly firstname?: string | null;
  readonly lastname?: string | null;
  readonly username?: string | null;
}

const kinds: Record<string, Actor['kind']> = {
  admin: 'admin',
  'admin-token': 'api-token',
  'content-api-token': 'api-token',
  'users-permissions': 'api-user',
};

/** Never the e-mail address: the log outlives the account. */
const nameOf = ({ name, firstname, lastname, username }: Someone): string | null =>
  name || [firstname, lastname].filter(Boolean).join(' ') || username || null;

/** Who is at work: whom the request that this runs for was authenticated as, or, without a request, the system. */
export const actorNow = (strapi: Core.Strapi): Actor => {
  const { auth } = (strapi.requestContext.get()?.state ?? {}) as State;
  const kind = kinds[auth?.strategy?.name ?? ''];
  if (!kind) return system;
  // The Public role has no credentials.
  const someone = (auth?.credentials ?? {}) as Someone;
  return { kind, id: someone.id === undefined ? null : String(someone.id), name: nameOf(someone) };
};
