import type { Knex } from 'knex';
import type { DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';

type Row = Record<string, unknown>;

const isDifferent = (a: string, b: string): string => `((${a} is null) <> (${b} is null) or ${a} <> ${b})`;

/** SQL: the id of the newest entry for which `condition` holds. */
const newestEntry = (db: Knex, table: string, type: TrackedType, condition: string): Knex.Raw =>
  db.raw(
    `(select newest.id from ?? as newest where newest.type = ? and ${condition} order by newest.number desc, newest.id desc limit 1)`,
    [table, type.uid],
  );

/** Documents with rows whose dates are not those of the last entry. */
const findChanged = (db: Knex, table: string, type: TrackedType): Promise<Row[]> => {
  const ofSameDocument = `newest.target_document_id = content.document_id and newest.target_locale = coalesce(content.locale, '')`;
  return db({ content: type.table })
    .distinct('content.document_id as id', db.raw(`coalesce(content.locale, '') as locale`))
    .leftJoin({ entry: table }, 'entry.id', newestEntry(db, table, type, ofSameDocument))
    .whereRaw(
      `(content.first_published_at is null and content.published_at is not null)
       or ${isDifferent('content.first_published_at', 'entry.first_after')}
       or (content.published_at is not null and ${isDifferent('content.published_at', 'entry.published_after')})`,
    );
};

/** Documents of which the last entry says that they are published, or exist, and the rows say otherwise. */
const findGone = (db: Knex, table: string, type: TrackedType): Promise<Row[]> => {
  const ofSameDocument = `newest.target_document_id = entry.target_document_id and newest.target_locale = entry.target_locale`;
  const rows = db({ content: type.table })
    .select(db.raw('1'))
    .whereRaw(`content.document_id = entry.target_document_id`)
    .whereRaw(`coalesce(content.locale, '') = entry.target_locale`);
  const publishedRows = rows.clone().whereNotNull('content.published_at');
  return db({ entry: table })
    .select('entry.target_document_id as id', 'entry.target_locale as locale')
    .where('entry.type', type.uid)
    .where('entry.id', newestEntry(db, table, type, ofSameDocument))
    .where((either) =>
      either
        .where((one) => one.whereNotNull('entry.published_after').whereNotExists(publishedRows))
        .orWhere((one) => one.whereNot('entry.action', 'deleted').whereNotExists(rows)),
    );
};

/**
 * Finds the documents whose rows and last entries do not agree, as after a restored dump or a change by hand.
 * @param table of the log
 */
export const findDiffering = async (db: Knex, table: string, type: TrackedType): Promise<DocumentRef[]> => {
  const rows = [...(await findChanged(db, table, type)), ...(await findGone(db, table, type))];
  return rows.map(({ id, locale }) => ({ documentId: String(id), locale: String(locale) }));
};
