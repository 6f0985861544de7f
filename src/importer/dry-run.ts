import type { Core } from '@strapi/strapi';
import { slugOf } from '../slugs/slug';
import type { DocumentType, ImportedDocument } from './imported-document';

const rollBack = new Error('a dry run keeps nothing');

/**
 * Runs `work` in a transaction and always rolls it back. Strapi rolls a transaction back for an error only, so this
 * throws one and catches it again.
 *
 * A dry run does this for each file. One transaction around the whole dry run would let later files find earlier
 * ones, but:
 * - it would hold SQLite's write lock and the lock on slugs for minutes, and a server beside it could save nothing;
 * - a file that fails after its first statement would leave that statement in the transaction, and on PostgreSQL would
 *   make all later files fail, because Strapi joins nested transactions without savepoints.
 */
export const runAndRollBack = async <T>(strapi: Core.Strapi, work: () => Promise<T>): Promise<T> => {
  const results: T[] = [];
  try {
    await strapi.db.transaction(async () => {
      results.push(await work());
      throw rollBack;
    });
  } catch (error) {
    if (error !== rollBack) throw error;
  }
  return results[0] as T;
};

interface TriedDocument {
  readonly type: DocumentType;
  /** `null` where the type is not localized. */
  readonly locale: string | null;
  readonly slug: string;
}

/**
 * Remembers the documents that a dry run created and rolled back. A later file may refer to them: in a real import they
 * would exist.
 */
export const createTriedDocuments = (defaultLocale: string) => {
  const tried = new Map<string, TriedDocument>();

  const add = (document: TriedDocument): void => {
    tried.set(JSON.stringify([document.type, document.locale, document.slug]), document);
  };

  return {
    /** Adds a document, and its author where the file would create the author. */
    add({ type, author, slug, data }: ImportedDocument, locale: string | null): void {
      if (author && 'name' in author) {
        add({ type: 'author', locale: null, slug: slugOf(author.name, defaultLocale) });
      }
      const title = String(data.title ?? data.name);
      add({ type, locale, slug: slug ?? slugOf(title, locale ?? defaultLocale) });
    },

    has: (type: DocumentType, slug: string, locale: string | null): boolean =>
      tried.has(JSON.stringify([type, locale, slug])),

    hasInAnotherLocale: (type: DocumentType, slug: string, locale: string | null): boolean =>
      [...tried.values()].some((one) => one.type === type && one.slug === slug && one.locale !== locale),
  };
};

export type TriedDocuments = ReturnType<typeof createTriedDocuments>;
