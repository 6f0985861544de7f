import type { Knex } from 'knex';
import type { TrackedType } from '../tracked';

/** One document in one locale; `locale` is null where the type is not localized. */
export interface Edition {
  readonly documentId: string;
  readonly locale: string | null;
}

const rowsOf = (trx: Knex, type: TrackedType, { documentId, locale }: Edition) => {
  const rows = trx(type.table).where({ document_id: documentId });
  return locale === null ? rows.whereNull('locale') : rows.where({ locale });
};

/** Databases and drivers give a moment as Date, as text, or as milliseconds. */
const toDate = (value: unknown): Date | null =>
  value === null || value === undefined ? null : new Date(value as string | number | Date);

/** When the document was first published, as far as any row of it knows. */
export const firstPublishedAtOf = async (
  trx: Knex,
  type: TrackedType,
  edition: Edition,
): Promise<Date | null> => {
  const rows = await rowsOf(trx, type, edition)
    .select('first_published_at')
    .whereNotNull('first_published_at')
    .orderBy('first_published_at')
    .limit(1);
  return toDate(rows[0]?.first_published_at);
};

/** Writes it to every row of the document in this locale. `updatedAt` stays: nothing looks Modified. */
export const setFirstPublishedAt = async (
  trx: Knex,
  type: TrackedType,
  edition: Edition,
  at: Date,
): Promise<void> => {
  await rowsOf(trx, type, edition).update({ first_published_at: at });
};

/** Gives published rows without a date that of their publication, and the drafts that of their published row. */
export const fillMissingDates = async (trx: Knex, type: TrackedType): Promise<void> => {
  await trx(type.table)
    .whereNull('first_published_at')
    .whereNotNull('published_at')
    .update({ first_published_at: trx.ref('published_at') });
  const published = await trx(type.table)
    .select('document_id', 'locale', 'first_published_at')
    .whereNotNull('published_at')
    .whereIn('document_id', trx(type.table).select('document_id').whereNull('first_published_at'));
  for (const { document_id: documentId, locale, first_published_at: at } of published) {
    await rowsOf(trx, type, { documentId, locale })
      .whereNull('first_published_at')
      .update({ first_published_at: at });
  }
};
