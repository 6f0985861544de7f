import type { Knex } from 'knex';
import { heldBecause } from '../../../shared/reasons';
import type { DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { Access } from '../http/access';
import { isActing } from '../publishing/actor';
import type { Tracker } from '../tracker';
import type { Actions, ScheduledAction } from './actions.sql';

/** A call of the Document Service. */
export interface Watched {
  readonly uid: string;
  readonly action: string;
  readonly params: unknown;
}

/** As the Document Service takes it: `*` for all, absent for the default locale. */
export type Locales = string | readonly string[] | null | undefined;

interface Parts {
  readonly actions: Pick<Actions, 'openInAnyLocale' | 'stop' | 'retry' | 'now'>;
  readonly access: Pick<Access, 'mayPublishDraft'>;
  readonly withdraw: (trx: Knex, type: TrackedType, ref: DocumentRef, what: 'discarded') => Promise<void>;
  /** Has the runner look for what is due. */
  readonly look: () => void;
}

/**
 * Makes a middleware of the Document Service. A draft that is saved by somebody who may not publish it holds its
 * publication, as the text was not approved: in all languages, since they share fields. One that could not be
 * published is tried again. A draft that is discarded has nothing to be published any more.
 */
export const createWatch = (
  { strapi, types, defaultLocale }: Tracker,
  { actions, access: { mayPublishDraft }, withdraw, look }: Parts,
) => {
  /** Whether the administrator whose request this is may publish the document. Programs may. */
  const mayPublish = async (type: TrackedType, ref: DocumentRef): Promise<boolean> => {
    const { userAbility } = (strapi.requestContext.get()?.state ?? {}) as { userAbility?: object };
    return !userAbility || mayPublishDraft(userAbility, type, ref);
  };

  const draftSaved = async (trx: Knex, type: TrackedType, publication: ScheduledAction): Promise<void> => {
    const { id, state, attempts } = publication;
    if (!(await mayPublish(type, publication))) {
      await actions.stop(trx, [id], 'held', heldBecause.changed);
    } else if (attempts > 0 && state === 'pending') {
      // A save is not an attempt: many saves must not use up the attempts.
      await actions.retry(trx, id, attempts - 1, await actions.now(trx));
    }
  };

  /** The locales that a call of the Document Service means. */
  const localesOf = async (type: TrackedType, locale: Locales): Promise<'all' | readonly string[]> => {
    if (locale === '*') return 'all';
    if (!type.isLocalized) return [''];
    return locale === undefined || locale === null ? [await defaultLocale()] : [locale].flat();
  };

  return async ({ uid, action, params }: Watched, next: () => Promise<unknown>): Promise<unknown> => {
    const type = types.find((one) => one.uid === uid);
    const { documentId, locale } = (params ?? {}) as { documentId?: string; locale?: Locales };
    const isWatched = type && documentId && (action === 'update' || action === 'discardDraft');
    if (!isWatched || isActing()) return next();
    return strapi.db.transaction(async ({ trx, onCommit }) => {
      const saved = await next();
      const open = await actions.openInAnyLocale(trx, uid, documentId);
      // The transaction may be a part of another one: what is tried again can be seen once that has committed.
      if (open.length > 0) onCommit(look);
      const publications = open.filter(({ kind }) => kind === 'publish');
      const isDiscarded = action === 'discardDraft' && publications.length > 0;
      const known = isDiscarded ? await localesOf(type, locale) : [];
      for (const publication of publications) {
        if (action === 'update') {
          await draftSaved(trx, type, publication);
        } else if (known === 'all' || known.includes(publication.locale)) {
          await withdraw(trx, type, publication, 'discarded');
        }
      }
      return saved;
    });
  };
};
