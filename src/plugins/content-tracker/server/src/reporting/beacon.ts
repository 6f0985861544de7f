/** A reader's report that a document was opened, as its sender wrote it. */
export interface Beacon {
  /** Singular name of the type: `article`. */
  readonly type: string;
  readonly documentId: string;
  /** Absent: the site's default locale. */
  readonly locale?: string;
}

/** What is wrong with a report. `path` names the field; an empty path means the whole body. */
export interface Malformed {
  readonly path: string[];
  readonly message: string;
}

const limits = { type: 100, documentId: 100, locale: 50 } as const;
type Field = keyof typeof limits;
const fields = Object.keys(limits) as Field[];

const malformed = (path: string[], message: string): Malformed => ({ path, message });

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const problemWith = (field: Field, value: unknown): Malformed | undefined => {
  const isRequired = field !== 'locale';
  if (value === undefined || (value === null && !isRequired)) {
    return isRequired ? malformed([field], `${field} is required`) : undefined;
  }
  // A database may refuse other characters, and with them all views of the same commit.
  return typeof value === 'string' && value.length <= limits[field] && /^[\x21-\x7e]+$/.test(value)
    ? undefined
    : malformed(
        [field],
        `${field} must be a text of 1 to ${limits[field]} letters, digits or signs of ASCII`,
      );
};

/** Reads a report that is an object already. It must be `{ type, documentId, locale? }` and nothing else. */
export const readBeacon = (given: Readonly<Record<string, unknown>>): Beacon | Malformed => {
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(limits, key));
  if (unknown !== undefined) {
    return malformed([unknown.slice(0, 100)], `${unknown.slice(0, 100)} is not one of ${fields.join(', ')}`);
  }
  const problem = fields
    .map((field) => problemWith(field, given[field]))
    .find((found) => found !== undefined);
  if (problem) return problem;
  const { type, documentId, locale } = given as { type: string; documentId: string; locale?: string | null };
  return { type, documentId, ...(typeof locale === 'string' && { locale }) };
};

/** Reads the body of a report as JSON, whatever its media type is: `sendBeacon` sends `text/plain`. */
export const parseBeacon = (body: string): Beacon | Malformed => {
  const json = parseJson(body);
  return typeof json === 'object' && json !== null && !Array.isArray(json)
    ? readBeacon(json as Record<string, unknown>)
    : malformed([], 'the body must be a JSON object with type and documentId');
};

export const isMalformed = (read: object): read is Malformed => 'message' in read;
