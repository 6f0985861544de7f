import { FileError } from './file-error';
import type { ImportedDocument } from './imported-document';

/** Escapes control characters and changes of direction, which a terminal would obey: anybody may have named the file. */
const printable = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });

/** A ValidationError of Strapi names the attribute, and the document knows the line of each attribute. */
const explain = (error: unknown, lines: ImportedDocument['lines']): { line: number; message: string } => {
  if (error instanceof FileError) return { line: error.line, message: error.message };
  const details = (error as { details?: { errors?: { path?: string[]; message?: string }[] } }).details;
  const [first] = details?.errors ?? [];
  const message = first?.message ?? (error instanceof Error ? error.message : String(error));
  return { line: lines[first?.path?.[0] ?? ''] ?? 1, message: message.replace(/\s*\n\s*/g, ' ') };
};

/**
 * Says on one line why a file was not imported: `path:line: what is wrong; what was expected`.
 * @param lines the document's lines, where the file could be read
 */
export const failureLine = (file: string, error: unknown, lines: ImportedDocument['lines'] = {}): string => {
  const { line, message } = explain(error, lines);
  return printable(`${file}:${line}: ${message}`);
};
