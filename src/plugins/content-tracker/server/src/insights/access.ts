import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import type { TrackedType } from '../tracked';
import type { Asked } from '../views/questions';

interface Checker {
  readonly can: { read(entity?: unknown, field?: string): boolean };
  readonly sanitizedQuery: { read(query: object): Promise<{ filters?: object }> };
}

/** What of the documents a caller of the admin's routes may read, as the Content Manager decides it. */
export const createAccess = (strapi: Core.Strapi) => {
  const checkerOf = ({ state }: Asked, { uid }: TrackedType): Checker =>
    strapi
      .plugin('content-manager')
      .service('permission-checker')
      .create({ userAbility: state.userAbility, model: uid }) as Checker;

  const mayRead = (ctx: Asked, type: TrackedType): boolean => checkerOf(ctx, type).can.read();

  return {
    mayRead,

    /** @throws ForbiddenError where the caller may read no document of this type */
    checkMayRead(ctx: Asked, type: TrackedType): void {
      if (!mayRead(ctx, type)) throw new errors.ForbiddenError(`this role may not read ${type.name}`);
    },

    /** What a query has to add so that it finds only documents that the caller may read: own ones, a language. */
    async filtersOf(ctx: Asked, type: TrackedType): Promise<object> {
      return (await checkerOf(ctx, type).sanitizedQuery.read({})).filters ?? {};
    },

    /** The title is a field, which a role may be denied. */
    mayReadTitle: (ctx: Asked, type: TrackedType): boolean =>
      checkerOf(ctx, type).can.read(undefined, type.titleField),
  };
};

export type Access = ReturnType<typeof createAccess>;
