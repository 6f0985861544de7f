import { randomBytes } from 'node:crypto';
import type { Core, UID } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { freeSlug, maxSlugLength, slugOf, slugPattern, stemOf } from './slug';

/** A content type with a slug, as far as slugs are concerned. */
interface Slugged {
  readonly uid: UID.ContentType;
  readonly name: string;
  readonly table: string;
  /** The attribute that the slug is made from: `title` or `name`. */
  readonly source: string;
  readonly hasDraftAndPublish: boolean;
  readonly isLocalized: boolean;
}

/** A row that is about to be written; `locale` null where the type is not localized. */
interface Row {
  readonly documentId: string | undefined;
  readonly locale: string | null;
  readonly title: unknown;
  readonly slug: unknown;
}

/** The row of Strapi's own settings that writers of slugs lock, one after the other. */
const lockKey = 'newsroom_slug_lock';

const findSlugged = (strapi: Core.Strapi): Slugged[] =>
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

const refuse = (message: string): never => {
  throw new errors.ValidationError(message, {
    errors: [{ path: ['slug'], message, name: 'ValidationError' }],
  });
};

const fallback = ({ name }: Slugged): string => `${name}-${randomBytes(4).toString('hex')}`;

const createSlugs = (strapi: Core.Strapi) => {
  const types = findSlugged(strapi);
  const defaultLocale = (): Promise<string> =>
    strapi.plugin('i18n').service('locales').getDefaultLocale() as Promise<string>;

  const isSqlite = strapi.config.get('database.connection.client') === 'sqlite';

  /** Slugs of other documents in this locale, drafts and published, that begin so. */
  const takenBy = async (type: Slugged, row: Row, stem: string): Promise<Set<string>> =>
    await strapi.db.transaction(async ({ trx }) => {
      const others = strapi.db.getConnection(type.table).transacting(trx).select('slug');
      // SQLite reads the whole table for its LIKE, and the index for this; slugs have none of its signs.
      if (isSqlite) others.whereRaw('slug glob ?', [`${stem}*`]);
      else others.where('slug', 'like', `${stem}%`);
      others.where({ locale: row.locale });
      if (row.documentId) others.whereNot({ document_id: row.documentId });
      const rows: { slug: string }[] = await others;
      return new Set(rows.map((other) => other.slug));
    });

  const makeSlug = async (type: Slugged, row: Row): Promise<string> => {
    const title = typeof row.title === 'string' ? row.title : '';
    const slug = slugOf(title, row.locale ?? (await defaultLocale())) || fallback(type);
    const taken = await takenBy(type, row, stemOf(slug));
    return freeSlug(slug, (candidate) => taken.has(candidate));
  };

  const checkSlug = async (type: Slugged, row: Row, slug: string): Promise<void> => {
    if (slug.length > maxSlugLength || !slugPattern.test(slug)) {
      refuse(
        `slug must be 1 to ${maxSlugLength} of a-z, 0-9 and single hyphens between them, got "${slug.slice(0, 200)}"`,
      );
    }
    if ((await takenBy(type, row, slug)).has(slug)) {
      refuse(`slug "${slug}" is taken by another ${type.name}${row.locale ? ` in "${row.locale}"` : ''}`);
    }
  };

  /** The next writer of a slug waits here until this one's transaction is over, on any instance. */
  const lock = (): Promise<unknown> =>
    strapi.db.transaction(({ trx }) =>
      strapi.db
        .getConnection('strapi_core_store_settings')
        .transacting(trx)
        .select('id')
        .where({ key: lockKey })
        .forUpdate(),
    );

  /** The slug that a row must be written with: the given one if it may be, else one made of the title. */
  const settle = async (type: Slugged, row: Row): Promise<string> => {
    await lock();
    if (typeof row.slug !== 'string' || row.slug === '') return makeSlug(type, row);
    await checkSlug(type, row, row.slug);
    return row.slug;
  };

  /** The locale that the admin means: it names none where it means the default. */
  const localeMeant = async (type: Slugged, locale: string | undefined): Promise<string | null> =>
    type.isLocalized ? (locale ?? (await defaultLocale())) : null;

  return { types, makeSlug, settle, takenBy, localeMeant };
};

interface LifecycleEvent {
  model: { uid: string };
  params: { data?: Record<string, unknown>; where?: { id?: number } };
}

type Data = Record<string, unknown>;

const listen = (strapi: Core.Strapi, { types, settle }: ReturnType<typeof createSlugs>): void => {
  const typeOf = (event: LifecycleEvent) => types.find(({ uid }) => uid === event.model.uid);
  const rowOf = (type: Slugged, data: Data): Row => ({
    documentId: data.documentId as string | undefined,
    locale: (data.locale as string | null | undefined) ?? null,
    title: data[type.source],
    slug: data.slug,
  });

  strapi.db.lifecycles.subscribe({
    models: types.map(({ uid }) => uid),

    async beforeCreate(event: LifecycleEvent) {
      const type = typeOf(event);
      const { data } = event.params;
      if (!type || !data) return;
      // A published row has the slug of its draft, which has been settled.
      const isPublication = type.hasDraftAndPublish && Boolean(data.publishedAt) && Boolean(data.slug);
      if (!isPublication) data.slug = await settle(type, rowOf(type, data));
    },

    async beforeUpdate(event: LifecycleEvent) {
      const type = typeOf(event);
      const { data, where } = event.params;
      if (!type || !data || where?.id === undefined) return;
      const before = (await strapi.db.query(type.uid).findOne({ where: { id: where.id } })) as Data | null;
      // A slug stays when the title changes: links to it are out in the world.
      if (!before || (before.slug && (data.slug === undefined || data.slug === before.slug))) return;
      data.slug = await settle(type, rowOf(type, { ...before, slug: undefined, ...data }));
    },
  });

  // A clone takes everything over from the original; its slug is made anew where nobody has chosen one.
  strapi.documents.use(async (context, next) => {
    const type = types.find(({ uid }) => uid === context.uid);
    if (context.action === 'clone' && type) {
      const params = context.params as { documentId: string; data?: Data };
      const { documentId, data } = params;
      const rows = await strapi.db.query(type.uid).findMany({ where: { documentId }, select: ['slug'] });
      const isChosen = Boolean(data?.slug) && !rows.some(({ slug }) => slug === data?.slug);
      params.data = { ...data, slug: isChosen ? data?.slug : null };
    }
    return next();
  });
};

interface Prohibited {
  readonly prohibitedFields: readonly (readonly [readonly string[], string])[];
}
interface CloneContext {
  readonly params: { readonly model: string };
  badRequest(message: string, details: Prohibited): unknown;
}
interface CloningController {
  autoClone(ctx: CloneContext): Promise<void>;
  clone(ctx: CloneContext): Promise<void>;
}

/**
 * Strapi refuses to clone what has a slug without asking for another one: here it is made anew. To be called at
 * register, before Strapi looks for the handlers of its routes.
 */
export const letClone = (strapi: Core.Strapi): void => {
  const types = findSlugged(strapi);
  strapi.get('controllers').extend('plugin::content-manager.collection-types', ((
    original: CloningController,
  ) => ({
    ...original,
    async autoClone(ctx: CloneContext) {
      if (!types.some(({ uid }) => uid === ctx.params.model)) return original.autoClone(ctx);
      let isRefused = false;
      const badRequest = (message: string, { prohibitedFields }: Prohibited): void => {
        const left = prohibitedFields.filter(([path]) => path.join('.') !== 'slug');
        isRefused = left.length > 0;
        if (isRefused) ctx.badRequest(message, { prohibitedFields: left });
      };
      await original.autoClone(Object.create(ctx, { badRequest: { value: badRequest } }));
      if (!isRefused) await original.clone(ctx);
    },
  })) as never);
};

interface UidRequest {
  contentTypeUID: string;
  field: string;
  locale?: string;
}

type UidService = Record<
  'generateUIDField' | 'findUniqueUID' | 'checkUIDAvailability',
  (request: UidRequest) => Promise<unknown>
>;

/** The admin's *Regenerate* button and its check, by the same rule. */
const replaceUidService = (
  strapi: Core.Strapi,
  { types, makeSlug, takenBy, localeMeant }: ReturnType<typeof createSlugs>,
): void => {
  const sluggedOf = ({ contentTypeUID, field }: UidRequest) =>
    field === 'slug' ? types.find(({ uid }) => uid === contentTypeUID) : undefined;

  strapi.get('services').extend('plugin::content-manager.uid', (original: UidService) => ({
    ...original,

    async generateUIDField(request: UidRequest & { data: Data }) {
      const type = sluggedOf(request);
      if (!type) return original.generateUIDField(request);
      const { data } = request;
      const locale = await localeMeant(type, request.locale);
      const documentId = typeof data.documentId === 'string' ? data.documentId : undefined;
      return makeSlug(type, { documentId, locale, title: data[type.source], slug: undefined });
    },

    async findUniqueUID(request: UidRequest & { value: string }) {
      const type = sluggedOf(request);
      if (!type) return original.findUniqueUID(request);
      const row = {
        documentId: undefined,
        locale: await localeMeant(type, request.locale),
        title: request.value,
        slug: undefined,
      };
      return makeSlug(type, row);
    },

    async checkUIDAvailability(request: UidRequest & { value: string }) {
      const type = sluggedOf(request);
      if (!type) return original.checkUIDAvailability(request);
      const row = {
        documentId: undefined,
        locale: await localeMeant(type, request.locale),
        title: '',
        slug: undefined,
      };
      return !(await takenBy(type, row, request.value)).has(request.value);
    },
  }));
};

const createLockRow = async (strapi: Core.Strapi): Promise<void> => {
  const row = { key: lockKey, value: '"locked by writers of slugs"', type: 'string' };
  const known = await strapi.db.query('strapi::core-store').findOne({ where: { key: lockKey } });
  if (!known) await strapi.db.query('strapi::core-store').create({ data: row });
};

/** One slug rule for the admin, the APIs and the importer. To be called at bootstrap. */
export const installSlugs = async (strapi: Core.Strapi): Promise<void> => {
  const slugs = createSlugs(strapi);
  await createLockRow(strapi);
  listen(strapi, slugs);
  replaceUidService(strapi, slugs);
};
