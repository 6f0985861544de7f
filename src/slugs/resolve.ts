import { randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { validationError } from '../plugins/kit/src/http-errors';
import { lockSlugs } from './lock';
import { freeSlug, maxSlugLength, slugOf, slugPattern, stemOf } from './slug';
import type { SluggedType } from './slugged-types';

/** The part of a row that its slug depends on. */
export interface SlugRow {
  readonly documentId: string | undefined;
  /** `null` where the type is not localized. */
  readonly locale: string | null;
  readonly title: unknown;
}

const refuse = (message: string): never => {
  throw validationError({ path: ['slug'], message });
};

/** The slug of a title of which nothing can be kept. */
const randomSlug = ({ name }: SluggedType): string => `${name}-${randomBytes(4).toString('hex')}`;

/** Makes slugs and checks them, against the slugs that exist in the database. */
export const createSlugs = (strapi: Core.Strapi) => {
  const isSqlite = strapi.config.get('database.connection.client') === 'sqlite';
  const defaultLocale = (): Promise<string> =>
    strapi.plugin('i18n').service('locales').getDefaultLocale() as Promise<string>;

  /** Finds the slugs that begin with `stem` and belong to other documents in the row's locale, as draft or published. */
  const takenSlugs = async (type: SluggedType, row: SlugRow, stem: string): Promise<Set<string>> =>
    await strapi.db.transaction(async ({ trx }) => {
      const others = strapi.db.getConnection(type.table).transacting(trx).select('slug');
      // SQLite uses the index for GLOB and reads the whole table for LIKE. A slug has no character special to either.
      if (isSqlite) others.whereRaw('slug glob ?', [`${stem}*`]);
      else others.where('slug', 'like', `${stem}%`);
      others.where({ locale: row.locale });
      if (row.documentId) others.whereNot({ document_id: row.documentId });
      const rows: { slug: string }[] = await others;
      return new Set(rows.map(({ slug }) => slug));
    });

  const makeSlug = async (type: SluggedType, row: SlugRow): Promise<string> => {
    const title = typeof row.title === 'string' ? row.title : '';
    const slug = slugOf(title, row.locale ?? (await defaultLocale())) || randomSlug(type);
    const taken = await takenSlugs(type, row, stemOf(slug));
    return freeSlug(slug, (candidate) => taken.has(candidate));
  };

  const isFree = async (type: SluggedType, row: SlugRow, slug: string): Promise<boolean> =>
    !(await takenSlugs(type, row, slug)).has(slug);

  const checkSlug = async (type: SluggedType, row: SlugRow, slug: string): Promise<void> => {
    if (slug.length > maxSlugLength || !slugPattern.test(slug)) {
      refuse(
        `slug must be 1 to ${maxSlugLength} characters of a-z and 0-9 with single hyphens between them, got "${slug.slice(0, 200)}"`,
      );
    }
    if (!(await isFree(type, row, slug))) {
      refuse(`slug "${slug}" is taken by another ${type.name}${row.locale ? ` in "${row.locale}"` : ''}`);
    }
  };

  return {
    makeSlug,
    isFree,

    /**
     * The slug to write with a row: the given one, or a new one made of the title.
     * @throws ValidationError where the given one has a wrong form or belongs to another document
     */
    async resolveSlug(type: SluggedType, row: SlugRow, given: unknown): Promise<string> {
      await lockSlugs(strapi);
      if (typeof given !== 'string' || given === '') return makeSlug(type, row);
      await checkSlug(type, row, given);
      return given;
    },

    /** The locale of a request of the admin, which names no locale where it means the default. */
    localeOrDefault: async (type: SluggedType, locale: string | undefined): Promise<string | null> =>
      type.isLocalized ? (locale ?? (await defaultLocale())) : null,
  };
};

export type Slugs = ReturnType<typeof createSlugs>;
