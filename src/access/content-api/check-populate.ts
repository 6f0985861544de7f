import { checkFilters } from './check-filters';
import { checkSort } from './check-sort';
import { isMorphTo, isParsed, isWayBack, targetOf, type CameBy, type GetModel, type Model } from './model';
import { readLevel } from './populate';
import { refuseParameter, type ReachCollector } from './reach';

/** The most levels of `populate`. */
export const maxDepth = 3;

/** The `populate` of each component of a dynamic zone. */
const fragmentsOf = (populate: unknown, getModel: GetModel): (readonly [Model | undefined, unknown])[] =>
  isParsed(populate) && isParsed(populate.on)
    ? Object.entries(populate.on).map(([uid, fragment]) => [getModel(uid), fragment] as const)
    : [];

/**
 * Checks `populate` at all its levels, and the filters and sorts inside it.
 * @throws ValidationError where it is too deep, or leads back over the relation that it came by
 */
export const checkPopulate = (
  reach: ReachCollector,
  populate: unknown,
  model: Model,
  getModel: GetModel,
): void => {
  const checkName = (name: string, from: Model, cameBy?: CameBy): void => {
    const attribute = from.attributes[name];
    if (attribute && isMorphTo(attribute)) reach.addAnyType();
    if (isWayBack(from, name, cameBy)) {
      refuseParameter('populate', `"${name}" leads back to where "${cameBy?.name}" came from`);
    }
  };

  const checkTarget = (to: Model, inner: unknown, depth: number, cameBy: CameBy): void => {
    reach.addType(to);
    if (!isParsed(inner)) return;
    checkFilters(reach, inner.filters, to);
    checkSort(reach, inner.sort, to);
    checkLevel(inner.populate, to, depth + 1, cameBy);
  };

  const checkLevel = (levelPopulate: unknown, from: Model, depth: number, cameBy?: CameBy): void => {
    const level = readLevel(levelPopulate, from);
    if (!level) return;
    if (depth > maxDepth) refuseParameter('populate', `it must not be deeper than ${maxDepth} levels`);
    for (const [name, inner] of Object.entries(level.entries)) {
      if (level.isNamed) checkName(name, from, cameBy);
      const to = targetOf(from.attributes[name], getModel);
      for (const [target, populated] of [[to, inner] as const, ...fragmentsOf(inner, getModel)]) {
        if (target) checkTarget(target, populated, depth, { from, name });
      }
    }
  };

  checkLevel(populate, model, 1);
};
