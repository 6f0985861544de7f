import type { Core } from '@strapi/strapi';
import type { Actor } from './log';

/** The tracker itself, at boot, and code that runs outside of a request. */
export const system: Actor = { kind: 'system', id: null, name: null };

/** What Strapi's authentication leaves in the state of a request. */
interface RequestState {
  readonly auth?: { readonly strategy?: { readonly name?: string }; readonly credentials?: unknown };
}

/** An account or an API token; each kind has its own fields. */
interface Credentials {
  readonly id?: unknown;
  readonly name?: string | null;
  readonly firstname?: string | null;
  readonly lastname?: string | null;
  readonly username?: string | null;
}

/** By the name of the strategy with which Strapi authenticated a request. */
const kinds: Readonly<Record<string, Actor['kind']>> = {
  admin: 'admin',
  'admin-token': 'api-token',
  'content-api-token': 'api-token',
  'users-permissions': 'api-user',
};

/** The e-mail address is never used: the log outlives the account. */
const nameOf = ({ name, firstname, lastname, username }: Credentials): string | null =>
  name || [firstname, lastname].filter(Boolean).join(' ') || username || null;

/** The actor of the current request, or `system` outside of one. */
export const currentActor = (strapi: Core.Strapi): Actor => {
  const { auth } = (strapi.requestContext.get()?.state ?? {}) as RequestState;
  const kind = kinds[auth?.strategy?.name ?? ''];
  if (!kind) return system;
  // The Public role has no credentials.
  const credentials = (auth?.credentials ?? {}) as Credentials;
  const id = credentials.id === undefined ? null : String(credentials.id);
  return { kind, id, name: nameOf(credentials) };
};
