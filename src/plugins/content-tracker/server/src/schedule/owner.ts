import type { DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { Access } from '../http/access';
import type { Tracker } from '../tracker';

interface AdminUser {
  readonly id: number;
  readonly isActive?: boolean;
  readonly blocked?: boolean;
  readonly roles: readonly { readonly id: number }[];
}

type PermissionEngine = { generateUserAbility(user: object): Promise<object> };

/** Why the owner of an action may not have it carried out. */
export type OwnerProblem = 'gone' | 'blocked' | 'forbidden';

/**
 * How long the permissions of an administrator's roles are used again. To put them together takes as long as a
 * publication, and a bulk publication reads them once, however long it takes.
 */
const abilityMs = 1_000;
const mostAbilities = 100;

/** Puts together what administrators may do. What was put together within the last second is used again. */
const createAbilities = ({ strapi, now }: Pick<Tracker, 'strapi' | 'now'>) => {
  const known = new Map<string, { readonly ability: object; readonly at: number }>();

  return async (user: AdminUser): Promise<object> => {
    const key = JSON.stringify([user.id, user.roles.map(({ id }) => id)]);
    const at = now();
    const found = known.get(key);
    // A clock that is set back must not make it older than it seems.
    if (found && at >= found.at && at - found.at < abilityMs) return found.ability;
    const { engine } = strapi.service('admin::permission') as unknown as { engine: PermissionEngine };
    const ability = await engine.generateUserAbility(user);
    if (known.size >= mostAbilities) known.clear();
    known.set(key, { ability, at });
    return ability;
  };
};

/** Makes the function that checks the right of an administrator without a request, when an action is due. */
export const createOwnerCheck = (
  tracker: Pick<Tracker, 'strapi' | 'now'>,
  { mayPublishDraft }: Pick<Access, 'mayPublishDraft'>,
) => {
  const { strapi } = tracker;
  const abilityOf = createAbilities(tracker);

  /** @returns undefined where the owner may publish the document */
  return async (ownerId: string, type: TrackedType, ref: DocumentRef): Promise<OwnerProblem | undefined> => {
    const user = (await strapi.db.query('admin::user').findOne({
      where: { id: ownerId },
      populate: ['roles'],
    })) as AdminUser | null;
    if (!user) return 'gone';
    if (!user.isActive || user.blocked) return 'blocked';
    return (await mayPublishDraft(await abilityOf(user), type, ref)) ? undefined : 'forbidden';
  };
};

export type OwnerCheck = ReturnType<typeof createOwnerCheck>;
