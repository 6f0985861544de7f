import type { Publishing } from './publishing';
import type { TrackedType } from './content/tracked';
import type { ViewCounts } from './ledger/view-counts';
import type { Tracker } from './tracker';

type Row = Record<string, unknown>;

/** What Strapi tells of a row before and after it is written or deleted. */
interface LifecycleEvent {
  readonly model: { readonly uid: string };
  readonly params: { readonly data?: Row };
  readonly result?: unknown;
}

/**
 * The row of an event with the columns that tell which document it belongs to.
 * @returns undefined where a caller chose its columns and left those out
 */
const rowOf = ({ params: { data = {} }, result }: LifecycleEvent, type: TrackedType): Row | undefined => {
  const row = (result ?? {}) as Row;
  const documentId = row.documentId ?? data.documentId;
  const locale = row.locale ?? data.locale;
  if (documentId === undefined || (type.isLocalized && locale === undefined)) return undefined;
  return { ...row, documentId, locale, publishedAt: row.publishedAt ?? data.publishedAt };
};

/** The tracker writes these two with SQL of its own. A caller who comes through Strapi must not set them. */
const keepOwnColumns = ({ params }: LifecycleEvent): void => {
  for (const row of [params.data ?? {}].flat()) {
    delete row.viewCount;
    delete row.firstPublishedAt;
  }
};

const mentionsPublishedAt = ({ params }: LifecycleEvent): boolean => 'publishedAt' in (params.data ?? {});

/**
 * Listens to every row of a tracked type that is written or deleted. Strapi calls these inside the transaction that
 * writes, whether it comes from the Document Service, the Content Manager or `strapi.db.query`.
 */
export const listen = (tracker: Tracker, publishing: Publishing, viewCounts: ViewCounts): void => {
  const { strapi, types, forgetDefaultLocale } = tracker;
  const typeOf = ({ model }: LifecycleEvent) => types.find(({ uid }) => uid === model.uid) as TrackedType;

  const rowWritten = async (event: LifecycleEvent, isCreated: boolean): Promise<void> => {
    const type = typeOf(event);
    const row = rowOf(event, type);
    if (row) await publishing.recordWrite(type, row, isCreated && Boolean(row.publishedAt));
    else await publishing.recordBulkChange(type);
  };
  const rowsWritten = (event: LifecycleEvent): Promise<void> => publishing.recordBulkChange(typeOf(event));
  const rowsDeleted = async (event: LifecycleEvent): Promise<void> => {
    const type = typeOf(event);
    await viewCounts.afterDeleteMany(type);
    await publishing.recordBulkChange(type);
  };

  // The i18n plugin keeps the default locale in Strapi's store.
  strapi.db.lifecycles.subscribe({
    models: ['strapi::core-store'],
    afterCreate: forgetDefaultLocale,
    afterUpdate: forgetDefaultLocale,
  });
  strapi.db.lifecycles.subscribe({
    models: types.map(({ uid }) => uid),
    async beforeCreate(event: LifecycleEvent) {
      const { data } = event.params;
      if (!data) return;
      const type = typeOf(event);
      const replaced = await publishing.beforeCreate(type, data);
      await viewCounts.beforeCreate(type, data, replaced?.viewCount);
    },
    afterCreate: (event: LifecycleEvent) => rowWritten(event, true),
    afterCreateMany: rowsWritten,
    beforeCreateMany: keepOwnColumns,
    beforeUpdate: keepOwnColumns,
    beforeUpdateMany: keepOwnColumns,
    async afterUpdate(event: LifecycleEvent) {
      if (event.result && mentionsPublishedAt(event)) await rowWritten(event, false);
    },
    async afterUpdateMany(event: LifecycleEvent) {
      if (mentionsPublishedAt(event)) await rowsWritten(event);
    },
    async afterDelete(event: LifecycleEvent) {
      if (!event.result) return;
      const type = typeOf(event);
      const row = rowOf(event, type);
      if (row) await publishing.recordDeletion(type, row);
      else await rowsDeleted(event);
    },
    afterDeleteMany: rowsDeleted,
  });
};
