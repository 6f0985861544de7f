/** What a file says, read but not yet written; the types are those of the content model. */
export type EntryType = 'author' | 'event' | 'article';

export interface Entry {
  readonly type: EntryType;
  /** Absent: the locale that the import was called with. */
  readonly locale?: string;
  /** Attributes of the document, relations and slug excepted. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly slug?: string;
  /** Slug of the same document in another locale. */
  readonly translationOf?: string;
  /** An author by name, who is created where missing, or by slug, who must be there. */
  readonly author?: { readonly name: string } | { readonly slug: string };
  /** Slug of the event. */
  readonly event?: string;
  readonly firstPublishedAt?: Date;
  readonly views?: number;
  /** The line that a key of the file stands on, for messages about its value. */
  readonly lines: Readonly<Record<string, number>>;
}

/** Why a file cannot be read: what is wrong, and what was expected. */
export class Unreadable extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** What a reader has to know besides the file. */
export interface Reading {
  /** IANA name of the zone that times without an offset are in. */
  readonly timeZone: string;
  readonly now: Date;
}
