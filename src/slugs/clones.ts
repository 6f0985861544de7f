// Why: a clone needs a slug of its own. Strapi copies the original's, and its admin refuses to clone a document with a
// UID field before the editor has changed the UID.
// Relies on: `autoClone` and `clone` of the controller plugin::content-manager.collection-types. `autoClone` reports the
// fields that prevent the clone by `ctx.badRequest(message, { prohibitedFields })`.
// If they are gone, the start is refused.
import type { Core } from '@strapi/strapi';
import { requireFunctions } from '../strapi/required-functions';
import { findSluggedTypes, type SluggedType } from './slugged-types';

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
 * Lets the admin clone a document whose only obstacle is its slug. To be called at register, before Strapi looks up
 * the handlers of its routes.
 */
export const allowCloning = (strapi: Core.Strapi): void => {
  const types = findSluggedTypes(strapi);
  strapi.get('controllers').extend('plugin::content-manager.collection-types', ((
    original: CloningController,
  ) => {
    requireFunctions(original, ['autoClone', 'clone'], {
      place: 'the controller plugin::content-manager.collection-types',
      feature: 'cloning documents with slugs (src/slugs/clones.ts)',
    });
    return {
      ...original,
      async autoClone(ctx: CloneContext) {
        if (!types.some(({ uid }) => uid === ctx.params.model)) return original.autoClone(ctx);
        let isRefused = false;
        const badRequest = (message: string, { prohibitedFields }: Prohibited): void => {
          const others = prohibitedFields.filter(([path]) => path.join('.') !== 'slug');
          isRefused = others.length > 0;
          if (isRefused) ctx.badRequest(message, { prohibitedFields: others });
        };
        await original.autoClone(Object.create(ctx, { badRequest: { value: badRequest } }));
        if (!isRefused) await original.clone(ctx);
      },
    };
  }) as never);
};

/** Removes the original's slug from a clone, so that the clone gets a new one, unless the editor has chosen a slug. */
export const renewSlugsOfClones = (strapi: Core.Strapi, types: readonly SluggedType[]): void => {
  strapi.documents.use(async (context, next) => {
    const type = types.find(({ uid }) => uid === context.uid);
    if (context.action === 'clone' && type) {
      const params = context.params as { documentId: string; data?: Record<string, unknown> };
      const { documentId, data } = params;
      const rows = await strapi.db.query(type.uid).findMany({ where: { documentId }, select: ['slug'] });
      const isChosen = Boolean(data?.slug) && !rows.some(({ slug }) => slug === data?.slug);
      params.data = { ...data, slug: isChosen ? data?.slug : null };
    }
    return next();
  });
};
