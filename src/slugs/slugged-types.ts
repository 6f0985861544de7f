import type { Core, UID } from '@strapi/strapi';

/** A content type with a slug. */
export interface SluggedType {
  readonly uid: UID.ContentType;
  readonly name: string;
  readonly table: string;
  /** The attribute that the slug is made of: `title` or `name`. */
  readonly source: string;
  readonly hasDraftAndPublish: boolean;
  readonly isLocalized: boolean;
}

/** The types of this project that have a `slug` with a target field. */
export const findSluggedTypes = (strapi: Core.Strapi): SluggedType[] =>
  Object.values(strapi.contentTypes).flatMap((type) => {
    const slug = type.attributes.slug as { type: string; targetField?: string } | undefined;
    if (!type.uid.startsWith('api::') || slug?.type !== 'uid' || !slug.targetField) return [];
    return [
      {
        uid: type.uid,
        name: type.info.singularName,
        table: type.collectionName ?? '',
        source: slug.targetField,
        hasDraftAndPublish: type.options?.draftAndPublish === true,
        isLocalized: (type.pluginOptions as { i18n?: { localized?: boolean } })?.i18n?.localized === true,
      },
    ];
  });
