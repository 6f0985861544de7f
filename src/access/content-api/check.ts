import { checkFilters } from './check-filters';
import { checkPopulate } from './check-populate';
import { checkSort } from './check-sort';
import type { GetModel, Model, Parsed } from './model';
import { createReach, type Reach } from './reach';

const draftParameters = ['publicationFilter', 'hasPublishedVersion'];

/** Whether a query asks for more than published rows. */
export const readsDrafts = (query: Parsed): boolean =>
  (query.status !== undefined && query.status !== 'published') ||
  draftParameters.some((parameter) => query[parameter] !== undefined);

/**
 * Checks a query of the content API before it is run.
 * @returns what it reads that needs a permission
 * @throws ValidationError where it is too deep, leads back, or would depend on drafts that it does not ask for
 */
export const checkQuery = (query: Parsed, model: Model, getModel: GetModel): Reach => {
  const reach = createReach(getModel, readsDrafts(query));
  reach.addType(model);
  checkFilters(reach, query.filters, model);
  checkSort(reach, query.sort, model);
  checkPopulate(reach, query.populate, model, getModel);
  return reach.result();
};
