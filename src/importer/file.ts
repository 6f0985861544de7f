import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cleanMarkdown } from '../text/clean';
import { Unreadable, type Entry, type Reading } from './imported-document';
import { readLegacyText } from './legacy-text';
import { readMarkdown } from './markdown';

const maxFileBytes = 5 * 1024 * 1024;
const readers: Record<string, (text: string, reading: Reading) => Entry> = {
  '.txt': readLegacyText,
  '.md': readMarkdown,
};
const endings = Object.keys(readers).join(' or ');

export const isImportable = (name: string): boolean => path.extname(name).toLowerCase() in readers;

const decode = (bytes: Buffer): string => {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new Unreadable(1, 'the file is UTF-16; expected UTF-8');
  }
  if (bytes.includes(0)) throw new Unreadable(1, 'the file is binary; expected a text in UTF-8');
  try {
    // A byte-order mark is left out by the decoder.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable(lineOfBadByte(bytes), 'the file is not UTF-8 here; expected UTF-8');
  }
};

const lineOfBadByte = (bytes: Buffer): number => {
  const lines = bytes.toString('latin1').split('\n');
  const bad = lines.findIndex(
    (line) => !Buffer.from(line, 'latin1').equals(Buffer.from(Buffer.from(line, 'latin1').toString('utf8'))),
  );
  return Math.max(bad, 0) + 1;
};

/** Reads a file, and not what only looks like one: a pipe may give nothing for ever, and a device never ends. */
const readBytes = (file: string): Buffer => {
  const stat = fs.statSync(file);
  if (!stat.isFile()) throw new Unreadable(1, 'this is a pipe, device or socket; expected a file');
  if (stat.size > maxFileBytes) {
    throw new Unreadable(1, `the file has ${stat.size} bytes; expected at most ${maxFileBytes}`);
  }
  // Files of the system have no size, and others may grow.
  const bytes = Buffer.alloc((stat.size > 0 ? stat.size : maxFileBytes) + 1);
  const descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = fs.readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    if (length < bytes.length) return bytes.subarray(0, length);
    throw new Unreadable(1, `the file goes on after ${length - 1} bytes; expected one that nobody writes to`);
  } finally {
    fs.closeSync(descriptor);
  }
};

/** A file that was read: what it says, and a hash in hex of what that depends on. */
export interface FileRead {
  readonly entry: Entry;
  readonly contentHash: string;
}

/**
 * Reads a `.txt` or `.md` file of at most 5 MiB.
 * @throws Unreadable naming the line
 */
export const readFile = (file: string, reading: Reading): FileRead => {
  const read = readers[path.extname(file).toLowerCase()];
  if (!read) {
    throw new Unreadable(1, `the name does not end in ${endings}; expected a legacy text or Markdown`);
  }
  const bytes = readBytes(file);
  return {
    entry: read(cleanMarkdown(decode(bytes)), reading),
    // With another time zone the same text says something else.
    contentHash: createHash('sha256').update(`${reading.timeZone}\n`).update(bytes).digest('hex'),
  };
};
