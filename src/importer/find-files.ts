import fs from 'node:fs';
import path from 'node:path';
import { isImportable } from './file';
import { FileError } from './file-error';

/** Files to import, and the number of other files in the folders. */
export interface FoundFiles {
  readonly files: readonly string[];
  readonly ignored: number;
}

/**
 * Finds the files that the user named, and the importable files in the folders that the user named, in the order of
 * their paths.
 * @param onFailure called for each path that does not exist or cannot be read; the search goes on
 */
export const findFiles = (
  paths: readonly string[],
  onFailure: (path: string, error: unknown) => void,
): FoundFiles => {
  const files = new Set<string>();
  let ignored = 0;

  const attempt = (file: string, visit: (file: string) => void): void => {
    try {
      visit(file);
    } catch (error) {
      onFailure(file, error);
    }
  };

  const visitFolder = (folder: string): void => {
    const entries = fs.readdirSync(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) attempt(file, visitFolder);
      else if (isImportable(entry.name)) files.add(file);
      else ignored += 1;
    }
  };

  const visitNamed = (named: string): void => {
    if (!fs.existsSync(named)) throw new FileError(1, 'there is no such file or folder');
    if (fs.statSync(named).isDirectory()) visitFolder(named);
    else files.add(named);
  };

  for (const named of paths) attempt(named, visitNamed);
  return { files: [...files], ignored };
};
