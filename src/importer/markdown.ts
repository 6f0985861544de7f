import { Unreadable, type Entry, type EntryType, type Reading } from './imported-document';
import { checkKeys, expectZone, parseFrontMatter, valueOf, type Item, type Kind } from './front-matter';
import { checkPublicationTime } from './values';

const seo = { metaTitle: 'text', metaDescription: 'text' } as const;
const place = { venue: 'text', locality: 'text', region: 'text', country: 'text' } as const;
const tracked = {
  slug: 'slug',
  locale: 'locale',
  translationOf: 'slug',
  firstPublishedAt: 'moment',
  views: 'views',
} as const;

/** The keys that the front matter of each type may have, and what their values are. */
const keysOf: Record<EntryType, Record<string, Kind>> = {
  author: { name: 'text', slug: 'slug', jobTitle: 'text', email: 'text' },
  event: {
    ...tracked,
    title: 'text',
    theme: 'text',
    startsAt: 'moment',
    endsAt: 'moment',
    timeZone: 'zone',
    place,
    organizer: 'text',
    eventStatus: 'text',
  },
  article: { ...tracked, title: 'text', summary: 'text', author: 'slug', event: 'slug', seo },
};
const required: Record<EntryType, string[]> = {
  author: ['name'],
  event: ['title', 'startsAt'],
  article: ['title'],
};
/** The attribute that the text below the front matter goes to. */
const bodyOf: Record<EntryType, string> = { author: 'bio', event: 'description', article: 'body' };

/** Keys that are not attributes of the document. */
const apart = ['slug', 'locale', 'translationOf', 'firstPublishedAt', 'views', 'author', 'event'];
type Apart = Pick<Entry, 'slug' | 'locale' | 'translationOf' | 'firstPublishedAt' | 'views' | 'event'> & {
  readonly author?: string;
};

const split = (text: string): { frontMatter: string; body: string } => {
  const match = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (!match || match.index !== 0) {
    throw new Unreadable(
      1,
      'there is no front matter; expected "---", YAML and "---" at the top of the file',
    );
  }
  return { frontMatter: match[1] ?? '', body: text.slice(match[0].length).trim() };
};

const typeOf = (items: readonly Item[]): EntryType => {
  const item = items.find(({ key }) => key === 'type');
  if (item && ['article', 'event', 'author'].includes(String(item.value))) return item.value as EntryType;
  throw new Unreadable(
    item?.line ?? 1,
    `${item ? `type "${item.source}" is not known` : 'there is no type'}; expected article, event or author`,
  );
};

/**
 * Reads Markdown with YAML front matter.
 * @throws Unreadable naming the line
 */
export const readMarkdown = (text: string, reading: Reading): Entry => {
  const { frontMatter, body } = split(text);
  const items = parseFrontMatter(frontMatter);
  const type = typeOf(items);
  const given = items.filter(({ key }) => key !== 'type');
  checkKeys(given, keysOf[type], `an ${type}`);
  const has = (key: string) => given.some((item) => item.key === key);
  // The times of an event are the same in every language.
  const missing = required[type].find((key) => !has(key) && !(key === 'startsAt' && has('translationOf')));
  if (missing) {
    throw new Unreadable(
      1,
      `${missing} is missing; expected "${missing}: …" in the front matter of an ${type}`,
    );
  }
  if (type === 'article' && body === '') {
    throw new Unreadable(1, 'there is no text below the front matter; expected the article in Markdown');
  }

  // Times of an event are local to its place.
  const zoneItem = given.find(({ key }) => key === 'timeZone');
  const zone = zoneItem ? expectZone(zoneItem) : reading.timeZone;
  const zoneOf = (key: string) => (key === 'firstPublishedAt' ? reading.timeZone : zone);
  const values = Object.fromEntries(
    given.map((item) => [item.key, valueOf(item, keysOf[type][item.key] as Kind, zoneOf(item.key))]),
  );
  const lines = Object.fromEntries(given.map(({ key, line }) => [key, line]));
  const only = (isApart: boolean) =>
    Object.fromEntries(Object.entries(values).filter(([key]) => apart.includes(key) === isApart));
  const { author, ...rest } = only(true) as Apart;
  if (rest.firstPublishedAt) {
    checkPublicationTime(rest.firstPublishedAt, lines.firstPublishedAt ?? 1, reading);
  }
  return {
    type,
    data: { ...only(false), ...(body !== '' && { [bodyOf[type]]: body }) },
    lines,
    ...rest,
    ...(author && { author: { slug: author } }),
  };
};
