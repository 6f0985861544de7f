import type { Scope } from '../../../shared/answers';

/** Whom a message's body is written for: endpoints that also get drafts (`all`), or those that do not (`published`). */
export const audiences = ['all', 'published'] as const;
export type Audience = (typeof audiences)[number];

/** The scope of endpoints from before there were scopes. */
export const everything: Scope = { publishedOnly: false, types: null, locales: null, media: true };

/** The scope of a new endpoint. */
export const publishedContent: Scope = { publishedOnly: true, types: null, locales: null, media: false };

export const audienceOf = ({ publishedOnly }: Scope): Audience => (publishedOnly ? 'published' : 'all');

/** What a message is about, as far as scopes select by it. */
export interface Topic {
  /** The content type; `plugin::upload.file` for media; `''` for other events, such as those of releases. */
  readonly uid: string;
  /** `''` if it has no locale. */
  readonly locale: string;
}

export const mediaUid = 'plugin::upload.file';

/** Whether an endpoint with this scope gets messages about the topic. `publishedOnly` is not looked at here. */
export const isInScope = ({ types, locales, media }: Scope, { uid, locale }: Topic): boolean => {
  if (uid === mediaUid) return media;
  if (uid !== '' && types !== null && !types.includes(uid)) return false;
  return locale === '' || locales === null || locales.includes(locale);
};

/** Reads a scope from the database; NULL stands for `everything`. */
export const readScope = (stored: unknown): Scope => {
  const parsed: unknown = typeof stored === 'string' ? JSON.parse(stored) : stored;
  return typeof parsed === 'object' && parsed !== null ? { ...everything, ...parsed } : everything;
};
