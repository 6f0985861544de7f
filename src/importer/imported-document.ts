/** The content types that can be imported. */
export type DocumentType = 'author' | 'event' | 'article';

/** The content of a file, read and not yet written. */
export interface ImportedDocument {
  readonly type: DocumentType;
  /** Without it, the document is in the locale that the import was called with. */
  readonly locale?: string;
  /** Attributes of the document, except its relations and its slug. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly slug?: string;
  /** Slug of the same document in another locale. */
  readonly translationOf?: string;
  /** An author by name, created if there is none of this name; or by slug, which must exist. */
  readonly author?: { readonly name: string } | { readonly slug: string };
  /** Slug of the event. */
  readonly event?: string;
  readonly firstPublishedAt?: Date;
  readonly views?: number;
  /** The line of each key in the file, for messages about its value. */
  readonly lines: Readonly<Record<string, number>>;
}

/** What a file does not say itself. */
export interface ReadOptions {
  /** IANA name of the time zone of times without an offset. */
  readonly timeZone: string;
  readonly now: Date;
}
