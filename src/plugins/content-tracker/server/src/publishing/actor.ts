import { AsyncLocalStorage } from 'node:async_hooks';
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

/** Who a scheduled action is carried out for, and when it was scheduled. */
interface Acting {
  readonly actor: Actor;
  readonly scheduledAt: Date;
}

const acting = new AsyncLocalStorage<Acting>();

/** Runs `work`, and all that it causes, as somebody who is not there: what was scheduled is done in the owner's name. */
export const actAs = <T>(who: Acting, work: () => Promise<T>): Promise<T> => acting.run(who, work);

/** Whether a scheduled action is being carried out. */
export const isActing = (): boolean => acting.getStore() !== undefined;

/** When what is being done was scheduled; null where it was not. */
export const currentlyScheduledAt = (): Date | null => acting.getStore()?.scheduledAt ?? null;

/** The actor of the current request or of a scheduled action, or `system` outside of both. */
export const currentActor = (strapi: Core.Strapi): Actor => {
  const scheduled = acting.getStore()?.actor;
  if (scheduled) return scheduled;
  const { auth } = (strapi.requestContext.get()?.state ?? {}) as RequestState;
  const kind = kinds[auth?.strategy?.name ?? ''];
  if (!kind) return system;
  // The Public role has no credentials.
  const credentials = (auth?.credentials ?? {}) as Credentials;
  const id = credentials.id === undefined ? null : String(credentials.id);
  return { kind, id, name: nameOf(credentials) };
};
