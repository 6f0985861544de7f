import type { Core, Schema } from '@strapi/strapi';
import { contentTypes } from '@strapi/utils';
import { forbiddenError } from 'newsroom-plugin-kit/http-errors';
import type { DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { RequestContext } from './request-context';

/** The part that is used here of the Content Manager's permission checker for one user and one type. */
interface Checker {
  readonly can: Record<'read' | 'publish', (entity?: unknown, field?: string) => boolean>;
  readonly cannot: Record<'read' | 'update' | 'publish', (entity?: unknown) => boolean>;
  readonly sanitizedQuery: Record<'read' | 'publish', (query: object) => Promise<{ filters?: object }>>;
}

/** What a user may do, as CASL has it. */
interface Ability {
  readonly rules: readonly { readonly subject?: unknown; readonly conditions?: object }[];
}

interface Draft {
  readonly documentId: string;
  readonly locale?: string | null;
}

/** The attributes that the conditions of a permission look at: `$and`, `$or` and the like combine further conditions. */
const attributesIn = (conditions: object | undefined): string[] =>
  Object.entries(conditions ?? {}).flatMap(([key, value]) =>
    key.startsWith('$') ? [value as object].flat().flatMap(attributesIn) : [String(key.split('.')[0])],
  );

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

  const checkerOf = (userAbility: unknown, { uid }: Pick<TrackedType, 'uid'>): Checker =>
    contentManager().service('permission-checker').create({ userAbility, model: uid }) as Checker;

  /** What a condition may look at: relations one level deep, and roles, which it may compare with those of the creator. */
  const relationsOf = async ({ uid }: TrackedType): Promise<object> => {
    const builderOf = contentManager().service('populate-builder') as unknown as PopulateBuilder;
    const relations = await builderOf(uid).populateDeep(1).build();
    return { ...relations, createdBy: { populate: ['roles'] } };
  };

  const mayRead = (ctx: RequestContext, type: TrackedType): boolean =>
    checkerOf(ctx.state.userAbility, type).can.read();

  /** Whether what this user may do with documents of a type depends on relations, such as who created a document. */
  const looksAtRelations = ({ rules }: Ability, { uid }: TrackedType): boolean => {
    const { attributes } = strapi.contentType(uid as never) as Schema.ContentType;
    const named = rules
      .filter(({ subject }) => [subject].flat().some((one) => one === uid || one === 'all'))
      .flatMap(({ conditions }) => attributesIn(conditions));
    return named.some((name) => !attributes[name] || !contentTypes.isScalarAttribute(attributes[name]));
  };

  /**
   * The draft of a document, with its relations where this user's permissions look at them. A database that does not tell
   * `vi` from `VI` may return another locale's draft, which is dropped here.
   */
  const findDraft = async (
    userAbility: object,
    type: TrackedType,
    { documentId, locale }: DocumentRef,
  ): Promise<Draft | undefined> => {
    const populate = looksAtRelations(userAbility as Ability, type) && (await relationsOf(type));
    const query = { documentId, status: 'draft', ...(populate && { populate }), ...(locale && { locale }) };
    const found = (await strapi.documents(type.uid).findOne(query as never)) as Draft | null;
    return found?.documentId === documentId && (found.locale ?? '') === locale ? found : undefined;
  };

  /** Whether this user may publish the draft of a document. Without a draft they may not. */
  const mayPublishDraft = async (
    userAbility: object,
    type: TrackedType,
    ref: DocumentRef,
  ): Promise<boolean> => {
    const draft = await findDraft(userAbility, type, ref);
    return draft !== undefined && !checkerOf(userAbility, type).cannot.publish(draft);
  };

  const isSiteLocale = async (locale: string): Promise<boolean> => {
    const locales = (await strapi.plugin('i18n').service('locales').find()) as { code: string }[];
    return locales.some(({ code }) => code === locale);
  };

  return {
    mayRead,
    checkerOf,
    findDraft,
    mayPublishDraft,

    /** @throws PolicyError where the caller may read no document of this type */
    checkMayRead(ctx: RequestContext, type: TrackedType): void {
      if (!mayRead(ctx, type)) throw forbiddenError(`this role may not read ${type.name}`);
    },

    /**
     * Checks the right to sums over all documents of a type in these locales.
     * @throws PolicyError where the caller may read only some of those documents, such as only their own
     */
    checkMayReadAll(ctx: RequestContext, type: TrackedType, locales: readonly string[]): void {
      const checker = checkerOf(ctx.state.userAbility, type);
      if (!locales.some((locale) => checker.cannot.read(locale === '' ? {} : { locale }))) return;
      throw forbiddenError(
        `this role may read only some documents of ${type.name}, and no sums over all of them`,
      );
    },

    /**
     * Checks the right to one document, with its conditions and its locale. Of a deleted document only the right to
     * its type and its locale is checked; of a deleted locale only the right to the type.
     * @returns the draft, where the document exists
     * @throws PolicyError where the caller may not do this
     */
    async checkMay(
      ctx: RequestContext,
      action: 'read' | 'update' | 'publish',
      type: TrackedType,
      ref: DocumentRef,
    ): Promise<Draft | undefined> {
      const draft = await findDraft(ctx.state.userAbility as object, type, ref);
      const { locale } = ref;
      const subject = draft ?? ((await isSiteLocale(locale)) ? { locale } : undefined);
      if (!checkerOf(ctx.state.userAbility, type).cannot[action](subject)) return draft;
      throw forbiddenError(`this role may not ${action} this ${type.name}`);
    },

    /** Filters that leave only the documents that the caller may read or publish: their own ones, for example. */
    async filtersOf(
      ctx: RequestContext,
      type: TrackedType,
      action: 'read' | 'publish' = 'read',
    ): Promise<object> {
      return (await checkerOf(ctx.state.userAbility, type).sanitizedQuery[action]({})).filters ?? {};
    },

    /** Whether the caller may publish some documents of this type. */
    mayPublish: (ctx: RequestContext, type: TrackedType): boolean =>
      checkerOf(ctx.state.userAbility, type).can.publish(),

    /** The title is a field; a role may be denied it. */
    mayReadTitle: async (ctx: RequestContext, type: TrackedType): Promise<boolean> =>
      checkerOf(ctx.state.userAbility, type).can.read(undefined, await type.titleField()),
  };
};

export type Access = ReturnType<typeof createAccess>;
