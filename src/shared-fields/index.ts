import type { Core } from '@strapi/strapi';
import { findEntryEvents } from '../plugins/kit/src/entry-events';
import { createAgreement, decideRelations, findSharingTypes, wantedOf } from './agreement';
import type { Agreement, SharingType, Version } from './agreement';
import type { Row } from './fields';

/** Actions of the Document Service that write what languages share. */
const writing = ['create', 'update', 'discardDraft', 'publish'];

interface Context {
  readonly uid: string;
  readonly action: string;
  readonly params: {
    readonly documentId?: string;
    readonly locale?: string | readonly string[] | null;
    readonly status?: string;
    readonly data?: Readonly<Record<string, unknown>>;
  };
}

/** Tells what became of a language that nobody has written in: in the log, and to downstream sites. */
export const createTeller = (strapi: Core.Strapi) => {
  const events = findEntryEvents(strapi, 'shared fields');
  return async (type: SharingType, versions: readonly Version[]): Promise<void> => {
    for (const { id, documentId, locale, at } of versions) {
      await strapi
        .plugin('content-tracker')
        ?.service('publishing')
        .recordUpdate({ uid: type.uid, documentId, locale });
      const event = type.hasDrafts ? 'entry.publish' : 'entry.update';
      events.createEventManager(strapi, type.uid).emitEvent(event, { id, documentId, publishedAt: at });
    }
  };
};

/** What has become known of a write. */
interface Written {
  readonly before: readonly Version[];
  /** The published version in the language that was written in. */
  readonly shown: Version | undefined;
  readonly action: string;
  readonly data: Context['params']['data'];
}

/** The version in the same language and status, among others. */
const sameIn = (versions: readonly Version[], { locale, isPublished }: Version): Version | undefined =>
  versions.find((one) => one.locale === locale && one.isPublished === isPublished);

/** One in another language, of the same status. */
const otherThan = (versions: readonly Version[], { locale, isPublished }: Version): Version | undefined =>
  versions.find((one) => one.locale !== locale && one.isPublished === isPublished);

/**
 * Strapi drops a link to a draft when it publishes, and so loses it when the draft is discarded: what the published
 * version could not have is not taken away.
 */
const keepLostLinks = async (
  { differences }: Agreement,
  type: SharingType,
  { source, before, published }: { source: Version; before: Version; published: Version },
): Promise<Version> => {
  const links = Object.fromEntries(type.relations.map((name) => [name, before.fields[name]]));
  // Where the published version does not differ from them, it reaches none of them.
  const reached = await differences(type, { ...published, fields: emptied(type) }, links);
  const lost = Object.entries(links).filter(
    ([name]) => !(name in reached) && (source.fields[name] as readonly unknown[]).length === 0,
  );
  return { ...source, fields: { ...source.fields, ...Object.fromEntries(lost) } };
};

/**
 * A language that is new takes from the others what it was not given: Strapi fills it from a row that may be older than
 * their drafts.
 */
const asNewLanguage = (
  type: SharingType,
  version: Version,
  { other, data = {} }: { other: Version | undefined; data: Context['params']['data'] },
): Version => {
  if (!other) return version;
  const isGiven = (name: string): boolean => data[name] !== undefined && data[name] !== null;
  const taken = type.values.filter((name) => !isGiven(name)).map((name) => [name, other.fields[name]]);
  return { ...version, fields: { ...version.fields, ...Object.fromEntries(taken) } };
};

const emptied = (type: SharingType): Row => Object.fromEntries(type.relations.map((name) => [name, []]));

/**
 * Keeps what is the same in every language the same: whatever writes it in one language, through the Document
 * Service, writes it in all of them, in the same transaction. Drafts agree with drafts, what readers see with what
 * readers see. Strapi's own way, which copies to rows of one status only and makes them look Modified, is switched off.
 */
export const installSharedFields = (strapi: Core.Strapi): void => {
  const types = findSharingTypes(strapi);
  const agreement = createAgreement(strapi);
  const { read, bring } = agreement;
  const tell = createTeller(strapi);

  /** What all drafts are to have, after one of them was written. */
  const sourceOf = async (
    type: SharingType,
    written: Version,
    { before, shown, action, data }: Written,
  ): Promise<Version> => {
    const prior = sameIn(before, written);
    if (!prior) return asNewLanguage(type, written, { other: otherThan(before, written), data });
    return action === 'discardDraft' && shown
      ? keepLostLinks(agreement, type, { source: written, before: prior, published: shown })
      : written;
  };

  const settle = async (
    type: SharingType,
    { action, params }: Context,
    { locales, before }: { locales: readonly string[]; before: readonly Version[] },
  ): Promise<void> => {
    const now = await read(type, params.documentId ?? '');
    const drafts = now.filter(({ isPublished }) => !isPublished);
    const published = now.filter(({ isPublished }) => isPublished);
    const written = drafts.find(({ locale }) => locales.includes(locale));
    if (!written || drafts.length < 2) return;
    const { data } = params;
    const isOther = ({ locale }: Version): boolean => !locales.includes(locale);
    const shown = published.find(({ locale }) => locale === written.locale);
    const source = await sourceOf(type, written, { before, shown, action, data });
    const relations = decideRelations(type, source, drafts, sameIn(before, written));
    const changed = await bring(type, drafts, wantedOf(type, source, relations));
    if (!type.hasDrafts) return tell(type, changed.filter(isOther));
    if (!shown || !(action === 'publish' || params.status === 'published')) return;
    const isNew = !sameIn(before, written) && !sameIn(before, shown);
    const seen = isNew ? asNewLanguage(type, shown, { other: otherThan(before, shown), data }) : shown;
    const shownAnew = await bring(type, published, wantedOf(type, seen, relations));
    await tell(type, shownAnew.filter(isOther));
  };

  /** The languages that an action writes in, of those that the document has. */
  const localesOf = async (
    { locale }: Context['params'],
    there: readonly string[],
  ): Promise<readonly string[]> => {
    if (locale === '*') return there;
    if (Array.isArray(locale)) return locale as string[];
    return [
      (locale as string) || ((await strapi.plugin('i18n').service('locales').getDefaultLocale()) as string),
    ];
  };

  strapi.get('services').extend('plugin::i18n.localizations', (original: object) => ({
    ...original,
    syncNonLocalizedAttributes: async () => undefined,
  }));

  strapi.documents.use(async (given, next) => {
    const context = given as unknown as Context;
    const { documentId } = context.params;
    const type = types.find(({ uid }) => uid === context.uid);
    if (!type || !documentId || !writing.includes(context.action)) return next();
    return strapi.db.transaction(async () => {
      const rows = await strapi.db
        .query(type.uid)
        .findMany({ where: { documentId }, select: ['locale'] } as never);
      const there = [...new Set(rows.map((row: { locale?: string }) => row.locale ?? ''))];
      const locales = await localesOf(context.params, there);
      if (new Set([...there, ...locales]).size < 2) return next();
      const before = await read(type, documentId);
      // As it was asked for: Strapi and others change it on its way.
      const params = { ...context.params, data: { ...context.params.data } };
      const result = await next();
      await settle(type, { ...context, params }, { locales, before });
      return result;
    });
  });
};
