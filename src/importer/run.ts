import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { failureLine } from './failure-line';
import { readFile } from './file';
import { findFiles } from './find-files';
import type { ImportedDocument, ReadOptions } from './imported-document';
import { createWriter, type WriteOutcome } from './write';

export interface ImportOptions {
  /** Files and folders, as the user named them. */
  readonly paths: readonly string[];
  /** The locale of files that name none. */
  readonly locale: string;
  /** IANA name of the time zone of times without an offset. */
  readonly timeZone: string;
  /** A dry run tries every file and keeps nothing. */
  readonly isDryRun: boolean;
  readonly now: Date;
  /** Ends the import after the current file. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Called with `path:line: what is wrong; what was expected` for each file that is not imported. */
  readonly onFailure: (line: string) => void;
}

/** The number of files with each outcome. */
export type Report = Record<WriteOutcome | 'failed' | 'ignored', number>;

/**
 * The place of a document in the import: authors, events, articles, and originals before translations, because
 * later documents refer to earlier ones.
 */
const rankOf = ({ type, translationOf, author }: ImportedDocument): number => {
  // An article that names its author in full creates the author, to whom other articles refer by slug.
  const needsAuthor = author !== undefined && 'slug' in author;
  return (
    ['author', 'event', 'article'].indexOf(type) * 4 +
    Number(needsAuthor) +
    2 * Number(translationOf !== undefined)
  );
};

/** Lets this process handle signals between two files. */
const handleSignals = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets a server beside this process use the database between two files. */
const yieldDatabase = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/**
 * Imports files, each in a transaction of its own. A file that cannot be read or written is reported and changes
 * nothing; the import goes on with the next one.
 */
export const importFiles = async (strapi: Core.Strapi, options: ImportOptions): Promise<Report> => {
  const report: Report = { created: 0, updated: 0, unchanged: 0, failed: 0, ignored: 0 };
  const readOptions: ReadOptions = { timeZone: options.timeZone, now: options.now };
  const writer = createWriter(strapi, { defaultLocale: options.locale, isDryRun: options.isDryRun });
  const isStopped = (): boolean => options.signal?.aborted === true;

  const fail = (file: string, error: unknown, lines?: ImportedDocument['lines']): void => {
    report.failed += 1;
    options.onFailure(failureLine(file, error, lines));
  };

  /** Reads every file, and keeps only its rank: memory must not grow with the archive. */
  const sortByRank = async (files: readonly string[]): Promise<string[]> => {
    const ranked: { file: string; rank: number }[] = [];
    for (const file of files) {
      if (isStopped()) break;
      try {
        ranked.push({ file, rank: rankOf(readFile(file, readOptions).document) });
      } catch (error) {
        fail(file, error);
      }
      await handleSignals();
    }
    return ranked.sort((a, b) => a.rank - b.rank).map(({ file }) => file);
  };

  const importFile = async (file: string): Promise<void> => {
    let lines: ImportedDocument['lines'] | undefined;
    try {
      const read = readFile(file, readOptions);
      lines = read.document.lines;
      report[await writer.write(path.resolve(file), read)] += 1;
    } catch (error) {
      fail(file, error, lines);
    }
  };

  const found = findFiles(options.paths, fail);
  report.ignored = found.ignored;
  const files = await sortByRank(found.files);
  for (const [index, file] of files.entries()) {
    if (isStopped()) break;
    await importFile(file);
    options.onProgress?.(index + 1, files.length);
    await yieldDatabase();
  }
  return report;
};
