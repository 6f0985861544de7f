import { FileError } from '../../../src/importer/file-error';

/** `line: message` of the error with which a file cannot be read, or `none`. */
export const problem = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof FileError) return `${error.line}: ${error.message}`;
    throw error;
  }
  return 'none';
};
