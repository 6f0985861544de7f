import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { Core } from '@strapi/strapi';
import { slugOf } from '../slugs/slug';
import { Unreadable, type Entry, type EntryType } from './imported-document';
import type { FileRead } from './file';

export type Outcome = 'created' | 'updated' | 'unchanged';

/** A row of `imported_files`: which file became which document. */
interface Origin {
  readonly id: number;
  readonly path: string;
  readonly pathHash: string;
  readonly contentHash: string;
  readonly targetDocumentId: string;
}

interface Options {
  /** The locale of files that name none. */
  readonly defaultLocale: string;
  /** Everything is tried and nothing kept. */
  readonly isDryRun: boolean;
}

type ContentUid = 'api::article.article' | 'api::event.event' | 'api::author.author';

const uidOf = (type: EntryType): ContentUid => `api::${type}.${type}` as ContentUid;
const originUid = 'api::imported-file.imported-file';
const isLocalized = (type: EntryType): boolean => type !== 'author';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const sameName = (a: string, b: string): boolean => a.normalize('NFC') === b.normalize('NFC');

/** Ends a dry run's transaction. */
class Undo extends Error {
  constructor(readonly outcome: Outcome) {
    super('a dry run keeps nothing');
  }
}

/** Writes entries as published documents, each in a transaction of its own. */
export const createWriter = (strapi: Core.Strapi, { defaultLocale, isDryRun }: Options) => {
  /** What a dry run would have written by now, as `type locale slug`. */
  const promised = new Set<string>();
  const history = strapi.plugin('content-tracker').service('history');
  const tracked = strapi.config.get<string[]>('plugin::content-tracker.contentTypes');

  const localeOf = ({ type, locale }: Entry): string | null =>
    isLocalized(type) ? (locale ?? defaultLocale) : null;

  const checkLocale = async ({ locale, lines }: Entry): Promise<void> => {
    const known = (await strapi.plugin('i18n').service('locales').find()) as { code: string }[];
    if (locale === undefined || known.some(({ code }) => code === locale)) return;
    const codes = known.map(({ code }) => code).join(', ');
    throw new Unreadable(
      lines.locale ?? 1,
      `locale "${locale}" is not a language of this site; expected one of ${codes}`,
    );
  };

  const findBySlug = async (type: EntryType, slug: string, locale: string | null) =>
    (await strapi.db.query(uidOf(type)).findOne({
      where: {
        slug,
        ...(locale === null ? {} : { locale }),
        ...(type === 'author' ? {} : { publishedAt: null }),
      },
    })) as { documentId: string; locale: string | null } | null;

  /** The document that a slug in the file names; undefined where only a dry run has promised it. */
  const refer = async (
    entry: Entry,
    key: string,
    type: EntryType,
    slug: string,
  ): Promise<string | undefined> => {
    const locale = isLocalized(type) ? localeOf(entry) : null;
    const found = await findBySlug(type, slug, locale);
    if (found) return found.documentId;
    if (promised.has(`${type} ${locale} ${slug}`)) return undefined;
    throw new Unreadable(
      entry.lines[key] ?? 1,
      `there is no ${type} "${slug}"${locale ? ` in ${locale}` : ''}; expected the slug of one that is there or in this import`,
    );
  };

  const findAuthorByName = async (name: string): Promise<string | undefined> => {
    const found = (await strapi.db.query('api::author.author').findMany({ where: { name } })) as {
      name: string;
      documentId: string;
    }[];
    // Some databases take Huong and Hương for the same.
    return found.find((author) => sameName(author.name, name))?.documentId;
  };

  const authorNamed = async (name: string): Promise<string> => {
    const known = await findAuthorByName(name);
    if (known) return known;
    return (await strapi.documents('api::author.author').create({ data: { name } })).documentId;
  };

  const authorOf = (entry: Entry): Promise<string | undefined> | undefined => {
    if (!entry.author) return undefined;
    return 'name' in entry.author
      ? authorNamed(entry.author.name)
      : refer(entry, 'author', 'author', entry.author.slug);
  };

  const isThere = async (entry: Entry, documentId: string): Promise<boolean> => {
    const locale = localeOf(entry);
    const where = { documentId, ...(locale === null ? {} : { locale }) };
    return (await strapi.db.query(uidOf(entry.type)).count({ where })) > 0;
  };

  /**
   * The earlier import of this file: by its path, or, where it was moved, by its content. A copy whose
   * original still stands where it was is a file of its own.
   */
  const findOrigin = async (path: string, { entry, contentHash }: FileRead): Promise<Origin | undefined> => {
    const where = { type: entry.type, targetLocale: localeOf(entry) };
    const query = strapi.db.query(originUid);
    const byPath = (await query.findOne({ where: { ...where, pathHash: sha256(path) } })) as Origin | null;
    if (byPath) return byPath;
    for (const origin of (await query.findMany({ where: { ...where, contentHash } })) as Origin[]) {
      if (!fs.existsSync(origin.path) && (await isThere(entry, origin.targetDocumentId))) return origin;
    }
    return undefined;
  };

  /** The document that the entry belongs to, if there is one already. */
  const findTarget = async (entry: Entry, origin: Origin | undefined): Promise<string | undefined> => {
    if (origin && (await isThere(entry, origin.targetDocumentId))) return origin.targetDocumentId;
    if (entry.type === 'author') return findAuthorByName(String(entry.data.name));
    if (!entry.translationOf) return undefined;
    const where = { slug: entry.translationOf, locale: { $ne: localeOf(entry) }, publishedAt: null };
    const original = (await strapi.db.query(uidOf(entry.type)).findOne({ where })) as {
      documentId: string;
    } | null;
    const line = entry.lines.translationOf ?? 1;
    if (!original) {
      // Nothing more can be tried of a translation whose original a dry run has not kept.
      if (
        [...promised].some(
          (one) => one.startsWith(`${entry.type} `) && one.endsWith(` ${entry.translationOf}`),
        )
      ) {
        throw new Undo('created');
      }
      throw new Unreadable(
        line,
        `there is no ${entry.type} "${entry.translationOf}" in another language; expected the slug of the original`,
      );
    }
    if (await isThere(entry, original.documentId)) {
      throw new Unreadable(
        line,
        `"${entry.translationOf}" already has a version in ${localeOf(entry)} that did not come from this file; expected none`,
      );
    }
    return original.documentId;
  };

  const saveOrigin = async (
    path: string,
    { entry, contentHash }: FileRead,
    origin: Origin | undefined,
    documentId: string,
  ) => {
    const data = {
      path,
      pathHash: sha256(path),
      contentHash,
      type: entry.type,
      targetDocumentId: documentId,
      targetLocale: localeOf(entry),
    };
    const query = strapi.db.query(originUid);
    await (origin ? query.update({ where: { id: origin.id }, data }) : query.create({ data }));
  };

  const writeDocument = async (entry: Entry, target: string | undefined): Promise<string> => {
    const documents = strapi.documents(uidOf(entry.type));
    const locale = localeOf(entry) ?? undefined;
    const author = await authorOf(entry);
    const event = entry.event && (await refer(entry, 'event', 'event', entry.event));
    const data = {
      ...entry.data,
      ...(entry.slug && { slug: entry.slug }),
      ...(author && { author }),
      ...(event && { event }),
    } as never;
    const written = target
      ? await documents.update({ documentId: target, locale, data, status: 'published' })
      : await documents.create({ locale, data, status: 'published' });
    if (!written) throw new Error(`the document ${target} was deleted meanwhile`);
    return written.documentId;
  };

  const writeInTransaction = async (path: string, read: FileRead): Promise<Outcome> => {
    const { entry } = read;
    await checkLocale(entry);
    const origin = await findOrigin(path, read);
    const target = await findTarget(entry, origin);
    if (origin && target === origin.targetDocumentId && origin.contentHash === read.contentHash) {
      if (origin.pathHash !== sha256(path)) await saveOrigin(path, read, origin, target);
      return 'unchanged';
    }
    const documentId = await writeDocument(entry, target);
    if (tracked.includes(uidOf(entry.type))) {
      const { firstPublishedAt, views } = entry;
      await history.carryOver({
        uid: uidOf(entry.type),
        documentId,
        locale: localeOf(entry),
        firstPublishedAt,
        views,
      });
    }
    await saveOrigin(path, read, origin, documentId);
    return target ? 'updated' : 'created';
  };

  const promise = ({ type, slug, data, ...rest }: Entry): void => {
    if (rest.author && 'name' in rest.author) {
      promised.add(`author null ${slugOf(rest.author.name, defaultLocale)}`);
    }
    const locale = localeOf({ type, data, ...rest });
    promised.add(
      `${type} ${locale} ${slug ?? slugOf(String(data.title ?? data.name), locale ?? defaultLocale)}`,
    );
  };

  return {
    /**
     * Brings the database to what the file says, or leaves it as it was.
     * @param path absolute, for recognizing the file when it comes again
     * @throws Unreadable, or Strapi's ValidationError naming an attribute
     */
    async write(path: string, read: FileRead): Promise<Outcome> {
      if (!isDryRun) return await strapi.db.transaction(() => writeInTransaction(path, read));
      try {
        return await strapi.db.transaction(async () => {
          throw new Undo(await writeInTransaction(path, read));
        });
      } catch (error) {
        if (!(error instanceof Undo)) throw error;
        promise(read.entry);
        return error.outcome;
      }
    },
  };
};
