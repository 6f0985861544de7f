import type { Core } from '@strapi/strapi';
import type { TriedDocuments } from './dry-run';
import { FileError } from './file-error';
import type { DocumentType, ImportedDocument } from './imported-document';

export type ContentUid = 'api::article.article' | 'api::event.event' | 'api::author.author';

export const uidOf = (type: DocumentType): ContentUid => `api::${type}.${type}` as ContentUid;

/** Only a dry run has created the document, and has rolled it back. */
export const onlyTried = Symbol('created by a dry run');

const isSameName = (a: string, b: string): boolean => a.normalize('NFC') === b.normalize('NFC');

/** Finds the documents that a file refers to. */
export const createReferences = (strapi: Core.Strapi, defaultLocale: string, tried: TriedDocuments) => {
  /** The locale of a document; `null` where its type is not localized. */
  const localeOf = ({ type, locale }: Pick<ImportedDocument, 'type' | 'locale'>): string | null =>
    type === 'author' ? null : (locale ?? defaultLocale);

  const exists = async (document: ImportedDocument, documentId: string): Promise<boolean> => {
    const locale = localeOf(document);
    const where = { documentId, ...(locale !== null && { locale }) };
    return (await strapi.db.query(uidOf(document.type)).count({ where })) > 0;
  };

  /** Finds the document with a slug in the locale of the file, or `undefined` where a dry run has rolled it back. */
  const findBySlug = async (
    { locale: ownLocale, lines }: ImportedDocument,
    key: 'author' | 'event',
    slug: string,
  ): Promise<string | undefined> => {
    const locale = localeOf({ type: key, locale: ownLocale });
    const where = {
      slug,
      ...(locale !== null && { locale }),
      ...(key !== 'author' && { publishedAt: null }),
    };
    const found = (await strapi.db.query(uidOf(key)).findOne({ where })) as { documentId: string } | null;
    if (found) return found.documentId;
    if (tried.has(key, slug, locale)) return undefined;
    throw new FileError(
      lines[key] ?? 1,
      `there is no ${key} "${slug}"${locale ? ` in ${locale}` : ''}; expected the slug of one in the database or in this import`,
    );
  };

  const findAuthorByName = async (name: string): Promise<string | undefined> => {
    const found = (await strapi.db.query('api::author.author').findMany({ where: { name } })) as {
      name: string;
      documentId: string;
    }[];
    // Some databases find Huong for Hương.
    return found.find((author) => isSameName(author.name, name))?.documentId;
  };

  return {
    localeOf,
    exists,
    findAuthorByName,

    findEvent: async (document: ImportedDocument): Promise<string | undefined> =>
      document.event && (await findBySlug(document, 'event', document.event)),

    /** Finds the author of a document, and creates an author of whom only the name is known. */
    async findOrCreateAuthor(document: ImportedDocument): Promise<string | undefined> {
      const { author } = document;
      if (!author) return undefined;
      if ('slug' in author) return findBySlug(document, 'author', author.slug);
      const known = await findAuthorByName(author.name);
      if (known) return known;
      const created = await strapi.documents('api::author.author').create({ data: { name: author.name } });
      return created.documentId;
    },

    /** Finds the document in another language that a file translates. */
    async findOriginal(document: ImportedDocument, slug: string): Promise<string | typeof onlyTried> {
      const { type, lines } = document;
      const locale = localeOf(document);
      const where = { slug, locale: { $ne: locale }, publishedAt: null };
      const found = (await strapi.db.query(uidOf(type)).findOne({ where })) as { documentId: string } | null;
      const line = lines.translationOf ?? 1;
      if (!found) {
        if (tried.hasInAnotherLocale(type, slug, locale)) return onlyTried;
        throw new FileError(
          line,
          `there is no ${type} "${slug}" in another language; expected the slug of the original`,
        );
      }
      if (await exists(document, found.documentId)) {
        throw new FileError(
          line,
          `"${slug}" already has a version in ${locale} that did not come from this file; expected none`,
        );
      }
      return found.documentId;
    },
  };
};
