import fs from 'node:fs';

/** The lines of a text file without empty ones and those that begin with `#`. @param {string} file */
export const linesOf = (file) =>
  fs
    .readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'));
