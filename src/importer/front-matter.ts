import { DateTime, IANAZone } from 'luxon';
import { Lexer, LineCounter, parseDocument, isMap, isScalar, type YAMLMap } from 'yaml';
import { slugPattern } from '../slugs/slug';
import { cleanText } from '../text/clean';
import { FileError } from './file-error';
import { maxViews, parseTime } from './values';

/** The expected kind of a value; an object describes a group of keys. */
export type Kind =
  'text' | 'slug' | 'moment' | 'zone' | 'locale' | 'views' | { readonly [key: string]: Kind };

/** A key of the front matter, with its value and its line in the file. */
export interface Item {
  readonly key: string;
  readonly line: number;
  /** A scalar, or the items of a group. */
  readonly value: unknown;
  /** A scalar as it is written in the file; `''` for a group. */
  readonly source: string;
}

const itemsOf = (map: YAMLMap, lineAt: (offset: number) => number): Item[] =>
  map.items.map(({ key, value }) => {
    const range = isScalar(key) ? key.range : undefined;
    return {
      key: String(key),
      line: range ? lineAt(range[0]) : 2,
      value: isMap(value) ? itemsOf(value, lineAt) : isScalar(value) ? value.value : (value as unknown),
      source: isScalar(value) ? (value.source ?? String(value.value ?? '')) : '',
    };
  });

/** Control tokens of the lexer, which have no characters in the text. */
const marks = ['\u0002', '\u0018', '\u001f', '\ufeff'];

/** Refuses a text that YAML would shorten: ` #` starts a comment, and `!` or `&` at its beginning a tag or an anchor. */
const refuseLostText = (frontMatter: string, lineAt: (offset: number) => number): void => {
  let offset = 0;
  for (const lexeme of new Lexer().lex(frontMatter)) {
    if (marks.includes(lexeme)) continue;
    const before = frontMatter.slice(frontMatter.lastIndexOf('\n', offset - 1) + 1, offset);
    if (/^[!&]/.test(lexeme) || (lexeme.startsWith('#') && before.trim() !== '')) {
      const [rest = ''] = frontMatter.slice(offset).split('\n');
      throw new FileError(
        lineAt(offset),
        `YAML would lose text at "${rest.slice(0, 60)}"; expected the whole value in quotes, such as title: "…"`,
      );
    }
    offset += lexeme.length;
  }
};

/** Reads a YAML map that begins on the file's second line. */
export const parseFrontMatter = (frontMatter: string): Item[] => {
  const lines = new LineCounter();
  // The core schema leaves times as texts; YAML's own schema would read them as UTC.
  const document = parseDocument(frontMatter, { lineCounter: lines, schema: 'core' });
  const lineAt = (offset: number) => lines.linePos(offset).line + 1;
  refuseLostText(frontMatter, lineAt);
  const [error] = document.errors;
  if (error) {
    const [what] = error.message.split(/ at line | *\n/);
    throw new FileError(
      lineAt(error.pos[0]),
      `the front matter is not YAML: ${what}; expected "key: value" lines`,
    );
  }
  if (!isMap(document.contents)) {
    throw new FileError(2, 'the front matter is empty; expected "key: value" lines');
  }
  return itemsOf(document.contents as YAMLMap, lineAt);
};

const expectText = ({ key, line, value, source }: Item): string => {
  if (typeof value === 'object' && value !== null) {
    throw new FileError(line, `${key} is not a text; expected "${key}: …" on one line`);
  }
  const text = cleanText(source).trim();
  if (text === '') throw new FileError(line, `${key} is empty; expected a text, or remove the line`);
  return text;
};

const expectSlug = (item: Item): string => {
  const text = expectText(item);
  if (!slugPattern.test(text)) {
    throw new FileError(
      item.line,
      `${item.key} "${text.slice(0, 60)}" is not a slug; expected a-z, 0-9 and single hyphens between them`,
    );
  }
  return text;
};

const expectLocale = (item: Item): string => {
  const text = expectText(item);
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(text)) {
    throw new FileError(
      item.line,
      `locale "${text.slice(0, 60)}" is not a language code; expected one such as vi or en`,
    );
  }
  return text;
};

export const expectZone = (item: Item): string => {
  const text = expectText(item);
  if (!IANAZone.isValidZone(text)) {
    throw new FileError(
      item.line,
      `timeZone "${text.slice(0, 60)}" is not known; expected an IANA name such as Asia/Ho_Chi_Minh`,
    );
  }
  return text;
};

/** `2016-10-07 11:35` in the zone, or ISO 8601 with its own offset. */
const expectMoment = (item: Item, timeZone: string): Date => {
  const text = expectText(item);
  const absolute = /(Z|[+-]\d\d:\d\d)$/.test(text) ? DateTime.fromISO(text) : undefined;
  return absolute?.isValid ? absolute.toJSDate() : parseTime(text, 'yyyy-MM-dd HH:mm', item.line, timeZone);
};

const expectViews = ({ line, value, source }: Item): number => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxViews) return value;
  throw new FileError(
    line,
    `views "${source.slice(0, 60)}" is not a view count; expected a whole number from 0 to ${maxViews}`,
  );
};

const expectMap = (
  item: Item,
  keys: Readonly<Record<string, Kind>>,
  timeZone: string,
): Record<string, unknown> => {
  if (!Array.isArray(item.value)) {
    throw new FileError(
      item.line,
      `${item.key} is not a group; expected indented lines ${Object.keys(keys).join(', ')}`,
    );
  }
  const items = item.value as Item[];
  checkKeys(items, keys, item.key);
  return Object.fromEntries(
    items.map((inner) => [inner.key, valueOf(inner, keys[inner.key] as Kind, timeZone)]),
  );
};

/**
 * Reads the value of an item as the expected kind.
 * @throws FileError that names the line
 */
export const valueOf = (item: Item, kind: Kind, timeZone: string): unknown => {
  if (typeof kind === 'object') return expectMap(item, kind, timeZone);
  const read = {
    text: expectText,
    slug: expectSlug,
    zone: expectZone,
    locale: expectLocale,
    views: expectViews,
    moment: (one: Item) => expectMoment(one, timeZone),
  };
  return read[kind](item);
};

export const checkKeys = (
  items: readonly Item[],
  keys: Readonly<Record<string, Kind>>,
  where: string,
): void => {
  const unknown = items.find(({ key }) => !Object.hasOwn(keys, key));
  if (unknown) {
    throw new FileError(
      unknown.line,
      `${unknown.key} is not a key of ${where}; expected ${Object.keys(keys).join(', ')}`,
    );
  }
};
