/** Says why a file is not imported: the line, what is wrong there, and what was expected. */
export class FileError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}
