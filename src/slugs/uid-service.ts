// Why: the admin's *Regenerate* button and its check of a typed slug use a rule of their own (another slugify,
// uniqueness among published rows only). They must agree with what is written.
// Relies on: generateUIDField, findUniqueUID and checkUIDAvailability of the service plugin::content-manager.uid.
// If they are gone, the start is refused.
import type { Core } from '@strapi/strapi';
import { requireFunctions } from '../strapi/required-functions';
import type { Slugs } from './resolve';
import type { SluggedType } from './slugged-types';

interface UidRequest {
  readonly contentTypeUID: string;
  readonly field: string;
  readonly locale?: string;
}

type UidService = Record<
  'generateUIDField' | 'findUniqueUID' | 'checkUIDAvailability',
  (request: UidRequest) => Promise<unknown>
>;

/** Makes the admin's *Regenerate* button and its check of a slug follow the rule of `resolve.ts`. */
export const replaceUidService = (
  strapi: Core.Strapi,
  types: readonly SluggedType[],
  { makeSlug, isFree, localeOrDefault }: Slugs,
): void => {
  const sluggedType = ({ contentTypeUID, field }: UidRequest) =>
    field === 'slug' ? types.find(({ uid }) => uid === contentTypeUID) : undefined;

  const extend = (original: UidService) => ({
    ...original,

    async generateUIDField(request: UidRequest & { data: Record<string, unknown> }) {
      const type = sluggedType(request);
      if (!type) return original.generateUIDField(request);
      const { data } = request;
      const locale = await localeOrDefault(type, request.locale);
      const documentId = typeof data.documentId === 'string' ? data.documentId : undefined;
      return makeSlug(type, { documentId, locale, title: data[type.source] });
    },

    async findUniqueUID(request: UidRequest & { value: string }) {
      const type = sluggedType(request);
      if (!type) return original.findUniqueUID(request);
      const locale = await localeOrDefault(type, request.locale);
      return makeSlug(type, { documentId: undefined, locale, title: request.value });
    },

    async checkUIDAvailability(request: UidRequest & { value: string }) {
      const type = sluggedType(request);
      if (!type) return original.checkUIDAvailability(request);
      const locale = await localeOrDefault(type, request.locale);
      return isFree(type, { documentId: undefined, locale, title: '' }, request.value);
    },
  });

  strapi.get('services').extend('plugin::content-manager.uid', (original: UidService) => {
    requireFunctions(original, ['generateUIDField', 'findUniqueUID', 'checkUIDAvailability'], {
      place: 'the service plugin::content-manager.uid',
      feature: 'the slug field of the admin (src/slugs/uid-service.ts)',
    });
    return extend(original);
  });
};
