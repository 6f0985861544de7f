import { errors } from '@strapi/utils';
import { hasDrafts, mayLeadToDrafts, targetOf, type GetModel, type Model } from './model';

/** What a query reads that not every caller may read. */
export interface Reach {
  /** Types whose drafts it reads. */
  readonly draftsOf: ReadonlySet<string>;
  /** Whether it reads rows of any type, such as the documents that use a file. */
  readonly isPolymorphic: boolean;
}

/** @throws ValidationError that names the parameter */
export const refuseParameter = (param: string, message: string): never => {
  throw new errors.ValidationError(`${param}: ${message}`, { source: 'query', param });
};

/** Collects the reach of one query while its parameters are checked. */
export const createReach = (getModel: GetModel, asksForDrafts: boolean) => {
  const draftsOf = new Set<string>();
  let isPolymorphic = false;

  const addType = (model: Model): void => {
    if (asksForDrafts && hasDrafts(model)) draftsOf.add(model.uid);
  };

  return {
    addType,
    addDraftsOf: ({ uid }: Model): void => void draftsOf.add(uid),
    addAnyType: (): void => {
      isPolymorphic = true;
    },

    /** Adds the type that a relation, media field or component leads to, and says whether its rows may be drafts. */
    follow(from: Model, name: string): { to: Model | undefined; mayBeDrafts: boolean } {
      const to = targetOf(from.attributes[name], getModel);
      if (to) addType(to);
      return { to, mayBeDrafts: to !== undefined && !asksForDrafts && mayLeadToDrafts(from, name, to) };
    },

    result: (): Reach => ({ draftsOf, isPolymorphic }),
  };
};

export type ReachCollector = ReturnType<typeof createReach>;
