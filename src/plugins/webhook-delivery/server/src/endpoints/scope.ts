/** What an endpoint hears of, among the events that it has subscribed to. */
export interface Scope {
  /** Whether it hears of what is published alone, in bodies that say nothing of drafts. */
  readonly publishedOnly: boolean;
  /** Uids of content types, `null` for all. */
  readonly types: readonly string[] | null;
  /** Codes of languages, `null` for all. What has no language is in all of them. */
  readonly locales: readonly string[] | null;
  /** Whether it hears of the media library, whose files may belong to drafts. */
  readonly media: boolean;
}

/** Who reads a message's body: endpoints with published content only, or those that hear of drafts too. */
export const audiences = ['all', 'published'] as const;
export type Audience = (typeof audiences)[number];

/** What an endpoint has that was set up before there were scopes. */
export const everything: Scope = { publishedOnly: false, types: null, locales: null, media: true };

/** What a new endpoint has. */
export const publishedContent: Scope = { publishedOnly: true, types: null, locales: null, media: false };

export const audienceOf = ({ publishedOnly }: Scope): Audience => (publishedOnly ? 'published' : 'all');

/** What a message is about, as far as scopes look at it. */
export interface Facts {
  /** The content type, `plugin::upload.file` for media, `''` for what is about neither. */
  readonly uid: string;
  /** `''` where it has no language. */
  readonly locale: string;
}

export const mediaUid = 'plugin::upload.file';

/** Whether an endpoint of this scope hears of it; whether it is published is another question. */
export const isInScope = ({ types, locales, media }: Scope, { uid, locale }: Facts): boolean => {
  if (uid === mediaUid) return media;
  if (uid !== '' && types !== null && !types.includes(uid)) return false;
  return locale === '' || locales === null || locales.includes(locale);
};

/** Reads what is stored; `null` stands for what was there before. */
export const readScope = (stored: unknown): Scope => {
  const parsed: unknown = typeof stored === 'string' ? JSON.parse(stored) : stored;
  return typeof parsed === 'object' && parsed !== null ? { ...everything, ...parsed } : everything;
};
