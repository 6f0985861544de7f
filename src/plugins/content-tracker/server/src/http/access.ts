import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { TrackedType } from '../content/tracked';
import type { Asked } from '../queries/queries';
import type { DocumentRef } from '../content/document-ref';

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

/** What of the documents a caller of the admin's routes may read or change, as the Content Manager decides it. */
export const createAccess = (strapi: Core.Strapi) => {
  const contentManager = () => strapi.plugin('content-manager');

  const checkerOf = ({ state }: Asked, { uid }: TrackedType): Checker =>
    contentManager()
      .service('permission-checker')
      .create({ userAbility: state.userAbility, model: uid }) as Checker;

  const mayRead = (ctx: Asked, type: TrackedType): boolean => checkerOf(ctx, type).can.read();

  /**
   * With its relations: conditions look at them, such as at who created it. Databases that do not tell `vi`
   * from `VI` find others too.
   */
  const find = async (
    { uid }: TrackedType,
    { documentId, locale }: DocumentRef,
  ): Promise<Draft | undefined> => {
    const builderOf = contentManager().service('populate-builder') as unknown as PopulateBuilder;
    const populate = await builderOf(uid).populateDeep(1).build();
    const query = { documentId, status: 'draft', populate, ...(locale && { locale }) };
    const found = (await strapi.documents(uid).findOne(query as never)) as Draft | null;
    return found?.documentId === documentId && (found.locale ?? '') === locale ? found : undefined;
  };

  const isLanguage = async (locale: string): Promise<boolean> => {
    const languages = (await strapi.plugin('i18n').service('locales').find()) as { code: string }[];
    return languages.some(({ code }) => code === locale);
  };

  return {
    mayRead,

    /** @throws ForbiddenError where the caller may read no document of this type */
    checkMayRead(ctx: Asked, type: TrackedType): void {
      if (!mayRead(ctx, type)) throw new errors.ForbiddenError(`this role may not read ${type.name}`);
    },

    /**
     * For what is told of all documents of a type together, in some of its languages.
     * @returns whether the caller may read every one of them, whoever wrote it
     */
    mayReadAll: (ctx: Asked, type: TrackedType, locales: readonly string[]): boolean =>
      locales.every((locale) => !checkerOf(ctx, type).cannot.read(locale === '' ? {} : { locale })),

    /**
     * Conditions and languages count. Of what is gone the type is checked, and its language if that is not
     * gone too.
     * @returns the document, if there is one
     * @throws ForbiddenError where the caller may not do this to this document
     */
    async checkMay(
      ctx: Asked,
      what: 'read' | 'update',
      type: TrackedType,
      place: DocumentRef,
    ): Promise<Draft | undefined> {
      const document = await find(type, place);
      const { locale } = place;
      const subject = document ?? ((await isLanguage(locale)) ? { locale } : undefined);
      if (!checkerOf(ctx, type).cannot[what](subject)) return document;
      throw new errors.ForbiddenError(`this role may not ${what} this ${type.name}`);
    },

    /** What a query has to add so that it finds only documents that the caller may read: own ones, a language. */
    async filtersOf(ctx: Asked, type: TrackedType): Promise<object> {
      return (await checkerOf(ctx, type).sanitizedQuery.read({})).filters ?? {};
    },

    /** The title is a field, which a role may be denied. */
    mayReadTitle: async (ctx: Asked, type: TrackedType): Promise<boolean> =>
      checkerOf(ctx, type).can.read(undefined, await type.titleField()),
  };
};

export type Access = ReturnType<typeof createAccess>;
