import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cleanMarkdown } from '../text/clean';
import { FileError } from './file-error';
import type { ImportedDocument, ReadOptions } from './imported-document';
import { readLegacyText } from './legacy-text';
import { readMarkdown } from './markdown';

const maxFileBytes = 5 * 1024 * 1024;
const readers: Record<string, (text: string, options: ReadOptions) => ImportedDocument> = {
  '.txt': readLegacyText,
  '.md': readMarkdown,
};
const endings = Object.keys(readers).join(' or ');

export const isImportable = (name: string): boolean => path.extname(name).toLowerCase() in readers;

const decode = (bytes: Buffer): string => {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new FileError(1, 'the file is UTF-16; expected UTF-8');
  }
  if (bytes.includes(0)) throw new FileError(1, 'the file is binary; expected a text in UTF-8');
  try {
    // The decoder removes a byte-order mark.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError(lineOfBadByte(bytes), 'the file is not UTF-8 here; expected UTF-8');
  }
};

const lineOfBadByte = (bytes: Buffer): number => {
  const lines = bytes.toString('latin1').split('\n');
  const bad = lines.findIndex(
    (line) => !Buffer.from(line, 'latin1').equals(Buffer.from(Buffer.from(line, 'latin1').toString('utf8'))),
  );
  return Math.max(bad, 0) + 1;
};

/** Reads a regular file only: a pipe may never send anything, and a device may never end. */
const readBytes = (file: string): Buffer => {
  const stat = fs.statSync(file);
  if (!stat.isFile()) throw new FileError(1, 'this is a pipe, device or socket; expected a file');
  if (stat.size > maxFileBytes) {
    throw new FileError(1, `the file has ${stat.size} bytes; expected at most ${maxFileBytes}`);
  }
  // Files under /proc report no size, and any file may grow while it is read.
  const bytes = Buffer.alloc((stat.size > 0 ? stat.size : maxFileBytes) + 1);
  const descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = fs.readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    if (length < bytes.length) return bytes.subarray(0, length);
    throw new FileError(
      1,
      `the file grew beyond ${length - 1} bytes while it was read; expected a file that no program is writing`,
    );
  } finally {
    fs.closeSync(descriptor);
  }
};

/** The content of a file, and a SHA-256 in hex of everything that it was read from. */
export interface FileContent {
  readonly document: ImportedDocument;
  readonly contentHash: string;
}

/**
 * Reads a `.txt` or `.md` file of at most 5 MiB.
 * @throws FileError that names the line
 */
export const readFile = (file: string, options: ReadOptions): FileContent => {
  const read = readers[path.extname(file).toLowerCase()];
  if (!read) {
    throw new FileError(1, `the name does not end in ${endings}; expected a legacy text or Markdown`);
  }
  const bytes = readBytes(file);
  return {
    document: read(cleanMarkdown(decode(bytes)), options),
    // The same text means other times in another time zone.
    contentHash: createHash('sha256').update(`${options.timeZone}\n`).update(bytes).digest('hex'),
  };
};
