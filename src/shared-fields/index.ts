// Why: Strapi copies non-localized attributes only to rows of the same status, and sets their `updatedAt`. A draft in
// another language goes stale or looks Modified.
// Relies on: `syncNonLocalizedAttributes` of the service plugin::i18n.localizations, which is switched off here;
// `updateComponents` and `omitComponentData` of the Document Service (agreement.ts); and Strapi's events
// (change-reporter.ts). If one of them is gone, the start is refused.
import type { Core } from '@strapi/strapi';
import { requireFunctions } from '../strapi/required-functions';
import { findSharingTypes } from './agreement';
import { createAlignment, type Call } from './align';

/** The actions of the Document Service that write shared fields. */
const writing = ['create', 'update', 'discardDraft', 'publish'];

const feature = 'keeping shared fields the same in every language (src/shared-fields)';

const switchOffStrapisCopy = (strapi: Core.Strapi): void => {
  strapi.get('services').extend('plugin::i18n.localizations', (original: object) => {
    requireFunctions(original, ['syncNonLocalizedAttributes'], {
      place: 'the service plugin::i18n.localizations',
      feature,
    });
    return { ...original, syncNonLocalizedAttributes: async () => undefined };
  });
};

/** The languages that a call writes in. */
const localesOf = async (
  strapi: Core.Strapi,
  { locale }: Call['params'],
  existing: readonly string[],
): Promise<readonly string[]> => {
  if (locale === '*') return existing;
  if (Array.isArray(locale)) return locale as string[];
  if (locale) return [locale as string];
  return [(await strapi.plugin('i18n').service('locales').getDefaultLocale()) as string];
};

/**
 * Keeps shared fields the same in every language of a document. A write through the Document Service changes them in
 * all languages in the same transaction: drafts agree with drafts, and published versions with published versions.
 */
export const installSharedFields = (strapi: Core.Strapi): void => {
  const types = findSharingTypes(strapi);
  for (const { uid } of types) {
    requireFunctions(strapi.documents(uid), ['updateComponents', 'omitComponentData'], {
      place: `the Document Service of ${uid}`,
      feature,
    });
  }
  const { read, align } = createAlignment(strapi);
  switchOffStrapisCopy(strapi);

  strapi.documents.use(async (context, next) => {
    const call = context as unknown as Call;
    const { documentId } = call.params;
    const type = types.find(({ uid }) => uid === call.uid);
    if (!type || !documentId || !writing.includes(call.action)) return next();
    return strapi.db.transaction(async () => {
      const rows = await strapi.db
        .query(type.uid)
        .findMany({ where: { documentId }, select: ['locale'] } as never);
      const existing = [...new Set(rows.map((row: { locale?: string }) => row.locale ?? ''))];
      const locales = await localesOf(strapi, call.params, existing);
      if (new Set([...existing, ...locales]).size < 2) return next();
      const before = await read(type, documentId);
      // A copy of the caller's input: other middlewares change it.
      const params = { ...call.params, data: { ...call.params.data } };
      const result = await next();
      await align(type, { ...call, params }, { locales, before });
      return result;
    });
  });
};
