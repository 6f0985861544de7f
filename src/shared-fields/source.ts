import type { Agreement, SharingType, Version } from './agreement';
import type { Row } from './fields';

/** A write in one language, with the document's versions around it. */
export interface Write {
  /** The action of the Document Service. */
  readonly action: string;
  /** The input, as the caller gave it. */
  readonly data: Row | undefined;
  /** All versions before the write. */
  readonly before: readonly Version[];
  /** The draft that was written, after the write. */
  readonly draft: Version;
  /** The published version in the draft's language, after the write. */
  readonly published: Version | undefined;
}

/** Finds the version in the same language and status. */
export const sameVersion = (
  versions: readonly Version[],
  { locale, isPublished }: Version,
): Version | undefined => versions.find((one) => one.locale === locale && one.isPublished === isPublished);

/** Finds a version in another language, with the same status. */
const otherLanguage = (versions: readonly Version[], { locale, isPublished }: Version): Version | undefined =>
  versions.find((one) => one.locale !== locale && one.isPublished === isPublished);

/**
 * A version in a new language, with the fields that the caller did not give taken from another language. Strapi fills
 * them from a row that may be older than the drafts.
 */
export const asNewLanguage = (
  type: SharingType,
  version: Version,
  { before, data = {} }: { readonly before: readonly Version[]; readonly data: Row | undefined },
): Version => {
  const other = otherLanguage(before, version);
  if (!other) return version;
  const isGiven = (name: string): boolean => data[name] !== undefined && data[name] !== null;
  const taken = type.values.filter((name) => !isGiven(name)).map((name) => [name, other.fields[name]]);
  return { ...version, fields: { ...version.fields, ...Object.fromEntries(taken) } };
};

const withoutLinks = (type: SharingType): Row => Object.fromEntries(type.relations.map((name) => [name, []]));

/**
 * A draft after `discardDraft`, with the links that the published version could not have. Strapi drops a link to a
 * draft when it publishes, so the discarded draft would lose a link that nobody has removed.
 */
const keepLostLinks = async (
  { differences }: Agreement,
  type: SharingType,
  { draft, before, published }: { draft: Version; before: Version; published: Version },
): Promise<Version> => {
  const links = Object.fromEntries(type.relations.map((name) => [name, before.fields[name]]));
  // A link that makes no difference to the published version leads to documents that it cannot reach.
  const reached = await differences(type, { ...published, fields: withoutLinks(type) }, links);
  const lost = Object.entries(links).filter(
    ([name]) => !(name in reached) && (draft.fields[name] as readonly unknown[]).length === 0,
  );
  return { ...draft, fields: { ...draft.fields, ...Object.fromEntries(lost) } };
};

/** The version that all drafts take their shared fields from, after one of them was written. */
export const draftSource = async (
  agreement: Agreement,
  type: SharingType,
  { action, data, before, draft, published }: Write,
): Promise<Version> => {
  const previous = sameVersion(before, draft);
  if (!previous) return asNewLanguage(type, draft, { before, data });
  return action === 'discardDraft' && published
    ? keepLostLinks(agreement, type, { draft, before: previous, published })
    : draft;
};
