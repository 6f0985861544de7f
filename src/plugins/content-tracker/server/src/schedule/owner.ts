import type { Knex } from 'knex';
import type { DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { Access } from '../http/access';
import { createAbilities, type AdminUser } from '../strapi/abilities';
import type { Tracker } from '../tracker';

interface Account extends AdminUser {
  readonly isActive?: boolean;
  readonly blocked?: boolean;
}

/** Why the owner of an action may not have it carried out. */
export type OwnerProblem = 'gone' | 'blocked' | 'forbidden';

/** Makes the function that checks the right of an administrator without a request, when an action is due. */
export const createOwnerCheck = (
  { strapi, now }: Pick<Tracker, 'strapi' | 'now'>,
  { mayPublishDraft }: Pick<Access, 'mayPublishDraft'>,
) => {
  const abilityOf = createAbilities(strapi, now);

  /** @returns undefined where the owner may publish the document */
  return async (
    trx: Knex,
    ownerId: string,
    type: TrackedType,
    ref: DocumentRef,
  ): Promise<OwnerProblem | undefined> => {
    const user = (await strapi.db.query('admin::user').findOne({
      where: { id: ownerId },
      populate: ['roles'],
    })) as Account | null;
    if (!user) return 'gone';
    if (!user.isActive || user.blocked) return 'blocked';
    return (await mayPublishDraft(await abilityOf(trx, user), type, ref)) ? undefined : 'forbidden';
  };
};

export type OwnerCheck = ReturnType<typeof createOwnerCheck>;
