import type { Core } from '@strapi/strapi';
import { createTriedDocuments, runAndRollBack } from './dry-run';
import type { FileContent } from './file';
import { FileError } from './file-error';
import type { ImportedDocument } from './imported-document';
import { createImportedFiles, type ImportedFile } from './imported-files';
import { createReferences, onlyTried, uidOf } from './references';

export type WriteOutcome = 'created' | 'updated' | 'unchanged';

interface WriterOptions {
  /** The locale of files that name none. */
  readonly defaultLocale: string;
  /** A dry run writes every file and keeps nothing. */
  readonly isDryRun: boolean;
}

/** Writes the content of files as published documents, each in a transaction of its own. */
export const createWriter = (strapi: Core.Strapi, { defaultLocale, isDryRun }: WriterOptions) => {
  const tried = createTriedDocuments(defaultLocale);
  const references = createReferences(strapi, defaultLocale, tried);
  const importedFiles = createImportedFiles(strapi);
  const history = strapi.plugin('content-tracker').service('history');
  const tracked = strapi.config.get<string[]>('plugin::content-tracker.contentTypes');
  const { localeOf } = references;

  const checkLocale = async ({ locale, lines }: ImportedDocument): Promise<void> => {
    const known = (await strapi.plugin('i18n').service('locales').find()) as { code: string }[];
    if (locale === undefined || known.some(({ code }) => code === locale)) return;
    const codes = known.map(({ code }) => code).join(', ');
    throw new FileError(
      lines.locale ?? 1,
      `locale "${locale}" is not a language of this site; expected one of ${codes}`,
    );
  };

  /** Finds the document that the file becomes a version of; `undefined` where it becomes a new document. */
  const findTarget = async (
    document: ImportedDocument,
    before: ImportedFile | undefined,
  ): Promise<string | typeof onlyTried | undefined> => {
    if (before && (await references.exists(document, before.targetDocumentId))) {
      return before.targetDocumentId;
    }
    if (document.type === 'author') return references.findAuthorByName(String(document.data.name));
    return document.translationOf && references.findOriginal(document, document.translationOf);
  };

  const writeDocument = async (document: ImportedDocument, target: string | undefined): Promise<string> => {
    const documents = strapi.documents(uidOf(document.type));
    const locale = localeOf(document) ?? undefined;
    const author = await references.findOrCreateAuthor(document);
    const event = await references.findEvent(document);
    const data = {
      ...document.data,
      ...(document.slug && { slug: document.slug }),
      ...(author && { author }),
      ...(event && { event }),
    } as never;
    const written = target
      ? await documents.update({ documentId: target, locale, data, status: 'published' })
      : await documents.create({ locale, data, status: 'published' });
    if (!written) throw new Error(`the document ${target} was deleted during the import`);
    return written.documentId;
  };

  const writeHistory = async (document: ImportedDocument, documentId: string): Promise<void> => {
    const uid = uidOf(document.type);
    if (!tracked.includes(uid)) return;
    const { firstPublishedAt, views } = document;
    await history.carryOver({ uid, documentId, locale: localeOf(document), firstPublishedAt, views });
  };

  const writeFile = async (path: string, content: FileContent): Promise<WriteOutcome> => {
    const { document, contentHash } = content;
    await checkLocale(document);
    const locale = localeOf(document);
    const before = await importedFiles.find(path, content, {
      locale,
      exists: (documentId) => references.exists(document, documentId),
    });
    const target = await findTarget(document, before);
    // The original was rolled back with its file, so nothing more of the translation can be tried.
    if (target === onlyTried) return 'created';
    if (before && target === before.targetDocumentId && before.contentHash === contentHash) {
      if (importedFiles.hasMoved(before, path)) {
        await importedFiles.save(path, content, { locale, documentId: target, before });
      }
      return 'unchanged';
    }
    const documentId = await writeDocument(document, target);
    await writeHistory(document, documentId);
    await importedFiles.save(path, content, { locale, documentId, before });
    return target ? 'updated' : 'created';
  };

  return {
    /**
     * Writes the content of a file to the database, all of it or nothing.
     * @param path absolute; a later import recognizes the file by it
     * @throws FileError, or Strapi's ValidationError naming an attribute
     */
    async write(path: string, content: FileContent): Promise<WriteOutcome> {
      if (!isDryRun) return await strapi.db.transaction(() => writeFile(path, content));
      const outcome = await runAndRollBack(strapi, () => writeFile(path, content));
      tried.add(content.document, localeOf(content.document));
      return outcome;
    },
  };
};
