import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { Core } from '@strapi/strapi';
import type { FileContent } from './file';

/** A row of `imported_files`: the document that a file became. */
export interface ImportedFile {
  readonly id: number;
  readonly path: string;
  readonly pathHash: string;
  readonly contentHash: string;
  readonly targetDocumentId: string;
}

const uid = 'api::imported-file.imported-file';

/** Paths may be longer than an indexed column. */
const hashOf = (path: string): string => createHash('sha256').update(path).digest('hex');

/**
 * Remembers which file became which document, so that a repeated import updates documents instead of creating them
 * again.
 */
export const createImportedFiles = (strapi: Core.Strapi) => ({
  /**
   * Finds the earlier import of a file by its path. A file that was moved is found by its content; a copy is not, because
   * the original still exists at its path.
   * @param exists whether a document still exists
   */
  async find(
    path: string,
    { document, contentHash }: FileContent,
    { locale, exists }: { locale: string | null; exists: (documentId: string) => Promise<boolean> },
  ): Promise<ImportedFile | undefined> {
    const where = { type: document.type, targetLocale: locale };
    const query = strapi.db.query(uid);
    const samePath = (await query.findOne({
      where: { ...where, pathHash: hashOf(path) },
    })) as ImportedFile | null;
    if (samePath) return samePath;
    for (const file of (await query.findMany({ where: { ...where, contentHash } })) as ImportedFile[]) {
      if (!fs.existsSync(file.path) && (await exists(file.targetDocumentId))) return file;
    }
    return undefined;
  },

  hasMoved: (file: ImportedFile, path: string): boolean => file.pathHash !== hashOf(path),

  /** @param before the file's earlier import */
  async save(
    path: string,
    { document, contentHash }: FileContent,
    target: { locale: string | null; documentId: string; before: ImportedFile | undefined },
  ): Promise<void> {
    const data = {
      path,
      pathHash: hashOf(path),
      contentHash,
      type: document.type,
      targetDocumentId: target.documentId,
      targetLocale: target.locale,
    };
    const query = strapi.db.query(uid);
    await (target.before ? query.update({ where: { id: target.before.id }, data }) : query.create({ data }));
  },
});
