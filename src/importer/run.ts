import fs from 'node:fs';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { Unreadable, type Entry, type Reading } from './imported-document';
import { isImportable, readFile } from './file';
import { createWriter, type Outcome } from './write';

export interface ImportOptions {
  /** Files and folders, as the user names them. */
  readonly paths: readonly string[];
  /** The locale of files that name none. */
  readonly locale: string;
  /** IANA name of the zone that times without an offset are in. */
  readonly timeZone: string;
  readonly isDryRun: boolean;
  readonly now: Date;
  /** Ends the import after the file that is under way. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Called with `path:line: what is wrong; what was expected` for each file that is left out. */
  readonly onFailure: (line: string) => void;
}

/** How many files became what. */
export type Report = Record<Outcome | 'failed' | 'ignored', number>;

interface Found {
  readonly files: string[];
  ignored: number;
}

/** Does something about a place, and reports a failure instead of throwing it. */
type TryTo = (place: string, work: () => unknown) => void;

/** Files below a folder that can be imported, in the order of their paths. */
const walk = (folder: string, found: Found, tryTo: TryTo): void => {
  const entries = fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) tryTo(place, () => walk(place, found, tryTo));
    else if (isImportable(entry.name)) found.files.push(place);
    else found.ignored += 1;
  }
};

/** What others refer to comes first: authors, events, articles, and originals before translations. */
const rankOf = ({ type, translationOf, author }: Entry): number => {
  // An article that names its author in full creates the author that others name by slug.
  const needsAuthor = author !== undefined && 'slug' in author;
  return (
    ['author', 'event', 'article'].indexOf(type) * 4 +
    Number(needsAuthor) +
    2 * Number(translationOf !== undefined)
  );
};

/** Without what a terminal would obey: names of files and what they say come from anywhere. */
const printable = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });

/** Strapi's validation errors say which attribute is wrong, and the entry on which line it stands. */
const explain = (error: unknown, lines: Entry['lines']): { line: number; message: string } => {
  if (error instanceof Unreadable) return { line: error.line, message: error.message };
  const details = (error as { details?: { errors?: { path?: string[]; message?: string }[] } }).details;
  const [first] = details?.errors ?? [];
  const message = first?.message ?? (error instanceof Error ? error.message : String(error));
  return { line: lines[first?.path?.[0] ?? ''] ?? 1, message: message.replace(/\s*\n\s*/g, ' ') };
};

/**
 * Imports files, one transaction each: a file that cannot be read or written is reported and leaves no
 * trace, and the others go on.
 */
export const importFiles = async (strapi: Core.Strapi, options: ImportOptions): Promise<Report> => {
  const report: Report = { created: 0, updated: 0, unchanged: 0, failed: 0, ignored: 0 };
  const reading: Reading = { timeZone: options.timeZone, now: options.now };
  const writer = createWriter(strapi, { defaultLocale: options.locale, isDryRun: options.isDryRun });

  const fail = (file: string, error: unknown, lines: Entry['lines'] = {}): void => {
    const { line, message } = explain(error, lines);
    report.failed += 1;
    options.onFailure(printable(`${file}:${line}: ${message}`));
  };

  const isStopped = (): boolean => options.signal?.aborted === true;
  /** Signals are heard between two files. */
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  const tryTo: TryTo = (place, work) => {
    try {
      work();
    } catch (error) {
      fail(place, error);
    }
  };

  const find = (): string[] => {
    const found: Found = { files: [], ignored: 0 };
    for (const place of options.paths) {
      if (!fs.existsSync(place)) {
        fail(place, new Unreadable(1, 'there is no such file or folder'));
      } else {
        tryTo(place, () =>
          fs.statSync(place).isDirectory() ? walk(place, found, tryTo) : found.files.push(place),
        );
      }
    }
    report.ignored = found.ignored;
    return [...new Set(found.files)];
  };

  /** Reads every file once for its rank only, so that memory does not grow with the archive. */
  const inOrder = async (files: readonly string[]): Promise<string[]> => {
    const ranked: { file: string; rank: number }[] = [];
    for (const file of files) {
      if (isStopped()) break;
      try {
        ranked.push({ file, rank: rankOf(readFile(file, reading).entry) });
      } catch (error) {
        fail(file, error);
      }
      await turn();
    }
    return ranked.sort((a, b) => a.rank - b.rank).map(({ file }) => file);
  };

  const importFile = async (file: string): Promise<void> => {
    let lines: Entry['lines'] = {};
    try {
      const read = readFile(file, reading);
      lines = read.entry.lines;
      report[await writer.write(path.resolve(file), read)] += 1;
    } catch (error) {
      fail(file, error, lines);
    }
  };

  const files = await inOrder(find());
  for (const [index, file] of files.entries()) {
    if (isStopped()) break;
    await importFile(file);
    options.onProgress?.(index + 1, files.length);
    // A server beside this process gets its turn at the database.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return report;
};
