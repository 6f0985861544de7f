import type { Core } from '@strapi/strapi';
import type { Slugs, SlugRow } from './resolve';
import type { SluggedType } from './slugged-types';

type Data = Record<string, unknown>;

interface LifecycleEvent {
  readonly model: { readonly uid: string };
  readonly params: { readonly data?: Data; readonly where?: { readonly id?: number } };
}

const rowOf = (type: SluggedType, data: Data): SlugRow => ({
  documentId: data.documentId as string | undefined,
  locale: (data.locale as string | null | undefined) ?? null,
  title: data[type.source],
});

/** Gives every row its slug before it is written. Lifecycles run for all writers: the admin, the APIs, the importer. */
export const writeSlugs = (
  strapi: Core.Strapi,
  types: readonly SluggedType[],
  { resolveSlug }: Slugs,
): void => {
  const typeOf = (event: LifecycleEvent) => types.find(({ uid }) => uid === event.model.uid);

  strapi.db.lifecycles.subscribe({
    models: types.map(({ uid }) => uid),

    async beforeCreate(event: LifecycleEvent) {
      const type = typeOf(event);
      const { data } = event.params;
      if (!type || !data) return;
      // A published row takes the slug of its draft, which was resolved before.
      const isPublication = type.hasDraftAndPublish && Boolean(data.publishedAt) && Boolean(data.slug);
      if (!isPublication) data.slug = await resolveSlug(type, rowOf(type, data), data.slug);
    },

    async beforeUpdate(event: LifecycleEvent) {
      const type = typeOf(event);
      const { data, where } = event.params;
      if (!type || !data || where?.id === undefined) return;
      const before = (await strapi.db.query(type.uid).findOne({ where: { id: where.id } })) as Data | null;
      // A slug stays when the title changes, because other sites link to it.
      if (!before || (before.slug && (data.slug === undefined || data.slug === before.slug))) return;
      data.slug = await resolveSlug(type, rowOf(type, { ...before, ...data }), data.slug);
    },
  });
};
