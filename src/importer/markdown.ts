import { FileError } from './file-error';
import { checkKeys, expectZone, parseFrontMatter, valueOf, type Item, type Kind } from './front-matter';
import type { DocumentType, ImportedDocument, ReadOptions } from './imported-document';
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

/** The keys that each type may have in its front matter, with the kind of their values. */
const keysOf: Record<DocumentType, Record<string, Kind>> = {
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
const required: Record<DocumentType, string[]> = {
  author: ['name'],
  event: ['title', 'startsAt'],
  article: ['title'],
};
/** The attribute that holds the text below the front matter. */
const bodyOf: Record<DocumentType, string> = { author: 'bio', event: 'description', article: 'body' };

/** Keys that do not become `data` of the document: they need a lookup, or are not attributes. */
const notData = ['slug', 'locale', 'translationOf', 'firstPublishedAt', 'views', 'author', 'event'];
type NotData = Pick<
  ImportedDocument,
  'slug' | 'locale' | 'translationOf' | 'firstPublishedAt' | 'views' | 'event'
> & {
  readonly author?: string;
};

const split = (text: string): { frontMatter: string; body: string } => {
  const match = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (!match || match.index !== 0) {
    throw new FileError(1, 'there is no front matter; expected "---", YAML and "---" at the top of the file');
  }
  return { frontMatter: match[1] ?? '', body: text.slice(match[0].length).trim() };
};

const typeOf = (items: readonly Item[]): DocumentType => {
  const item = items.find(({ key }) => key === 'type');
  if (item && ['article', 'event', 'author'].includes(String(item.value))) return item.value as DocumentType;
  throw new FileError(
    item?.line ?? 1,
    `${item ? `type "${item.source}" is not known` : 'there is no type'}; expected article, event or author`,
  );
};

/**
 * Reads Markdown with YAML front matter.
 * @throws FileError that names the line
 */
export const readMarkdown = (text: string, options: ReadOptions): ImportedDocument => {
  const { frontMatter, body } = split(text);
  const items = parseFrontMatter(frontMatter);
  const type = typeOf(items);
  const given = items.filter(({ key }) => key !== 'type');
  checkKeys(given, keysOf[type], `an ${type}`);
  const has = (key: string) => given.some((item) => item.key === key);
  // The times of an event are shared fields: a translation takes them from the original.
  const missing = required[type].find((key) => !has(key) && !(key === 'startsAt' && has('translationOf')));
  if (missing) {
    throw new FileError(
      1,
      `${missing} is missing; expected "${missing}: …" in the front matter of an ${type}`,
    );
  }
  if (type === 'article' && body === '') {
    throw new FileError(1, 'there is no text below the front matter; expected the article in Markdown');
  }

  // The times of an event are in the time zone of the event.
  const zoneItem = given.find(({ key }) => key === 'timeZone');
  const zone = zoneItem ? expectZone(zoneItem) : options.timeZone;
  const zoneOf = (key: string) => (key === 'firstPublishedAt' ? options.timeZone : zone);
  const values = Object.fromEntries(
    given.map((item) => [item.key, valueOf(item, keysOf[type][item.key] as Kind, zoneOf(item.key))]),
  );
  const lines = Object.fromEntries(given.map(({ key, line }) => [key, line]));
  const valuesWhere = (isData: boolean) =>
    Object.fromEntries(Object.entries(values).filter(([key]) => notData.includes(key) !== isData));
  const { author, ...rest } = valuesWhere(false) as NotData;
  if (rest.firstPublishedAt) {
    checkPublicationTime(rest.firstPublishedAt, lines.firstPublishedAt ?? 1, options);
  }
  return {
    type,
    data: { ...valuesWhere(true), ...(body !== '' && { [bodyOf[type]]: body }) },
    lines,
    ...rest,
    ...(author && { author: { slug: author } }),
  };
};
