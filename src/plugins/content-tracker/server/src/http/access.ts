import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { RequestContext } from './request-context';

/** The part that is used here of the Content Manager's permission checker for one user and one type. */
interface Checker {
  readonly can: { read(entity?: unknown, field?: string): boolean };
  readonly cannot: { read(entity?: unknown): boolean; update(entity?: unknown): boolean };
  readonly sanitizedQuery: { read(query: object): Promise<{ filters?: object }> };
}

interface Draft {
  readonly documentId: string;
  readonly locale?: string | null;
}

type PopulateBuilder = (uid: string) => { populateDeep(level: number): { build(): Promise<object> } };

/** @throws ForbiddenError where the caller of the content API may not read documents of this type */
export const checkMayFind = async (
  strapi: Core.Strapi,
  { state }: RequestContext,
  { uid }: TrackedType,
): Promise<void> => {
  await strapi.auth.verify(state.auth as never, { scope: [`${uid}.find`] } as never);
};

/** Which documents a user of the admin may read or change. The Content Manager's own permissions decide. */
export const createAccess = (strapi: Core.Strapi) => {
  const contentManager = () => strapi.plugin('content-manager');

  const checkerOf = ({ state }: RequestContext, { uid }: TrackedType): Checker =>
    contentManager()
      .service('permission-checker')
      .create({ userAbility: state.userAbility, model: uid }) as Checker;

  const mayRead = (ctx: RequestContext, type: TrackedType): boolean => checkerOf(ctx, type).can.read();

  /**
   * The draft of a document with its relations: a permission's conditions look at relations, such as who created it.
   * A database that does not tell `vi` from `VI` may return another locale's draft, which is dropped here.
   */
  const findDraft = async (
    { uid }: TrackedType,
    { documentId, locale }: DocumentRef,
  ): Promise<Draft | undefined> => {
    const builderOf = contentManager().service('populate-builder') as unknown as PopulateBuilder;
    const populate = await builderOf(uid).populateDeep(1).build();
    const query = { documentId, status: 'draft', populate, ...(locale && { locale }) };
    const found = (await strapi.documents(uid).findOne(query as never)) as Draft | null;
    return found?.documentId === documentId && (found.locale ?? '') === locale ? found : undefined;
  };

  const isSiteLocale = async (locale: string): Promise<boolean> => {
    const locales = (await strapi.plugin('i18n').service('locales').find()) as { code: string }[];
    return locales.some(({ code }) => code === locale);
  };

  return {
    mayRead,

    /** @throws ForbiddenError where the caller may read no document of this type */
    checkMayRead(ctx: RequestContext, type: TrackedType): void {
      if (!mayRead(ctx, type)) throw new errors.ForbiddenError(`this role may not read ${type.name}`);
    },

    /**
     * Checks the right to sums over all documents of a type in these locales.
     * @throws ForbiddenError where the caller may read only some of those documents, such as only their own
     */
    checkMayReadAll(ctx: RequestContext, type: TrackedType, locales: readonly string[]): void {
      const checker = checkerOf(ctx, type);
      if (!locales.some((locale) => checker.cannot.read(locale === '' ? {} : { locale }))) return;
      throw new errors.ForbiddenError(
        `this role may read only some documents of ${type.name}, and no sums over all of them`,
      );
    },

    /**
     * Checks the right to one document, with its conditions and its locale. Of a deleted document only the right to
     * its type and its locale is checked; of a deleted locale only the right to the type.
     * @returns the draft, where the document exists
     * @throws ForbiddenError where the caller may not do this
     */
    async checkMay(
      ctx: RequestContext,
      action: 'read' | 'update',
      type: TrackedType,
      ref: DocumentRef,
    ): Promise<Draft | undefined> {
      const draft = await findDraft(type, ref);
      const { locale } = ref;
      const subject = draft ?? ((await isSiteLocale(locale)) ? { locale } : undefined);
      if (!checkerOf(ctx, type).cannot[action](subject)) return draft;
      throw new errors.ForbiddenError(`this role may not ${action} this ${type.name}`);
    },

    /** Filters that leave only the documents that the caller may read: their own ones, for example. */
    async filtersOf(ctx: RequestContext, type: TrackedType): Promise<object> {
      return (await checkerOf(ctx, type).sanitizedQuery.read({})).filters ?? {};
    },

    /** The title is a field; a role may be denied it. */
    mayReadTitle: async (ctx: RequestContext, type: TrackedType): Promise<boolean> =>
      checkerOf(ctx, type).can.read(undefined, await type.titleField()),
  };
};

export type Access = ReturnType<typeof createAccess>;
