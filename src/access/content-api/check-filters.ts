import { isMorphTo, isParsed, isTrue, type Model } from './model';
import { refuseParameter, type ReachCollector } from './reach';

/** The conditions that `$and` or `$or` combines. */
const conditionsOf = (operator: string, value: unknown): unknown[] => {
  const list = isParsed(value) ? Object.values(value) : [value].flat();
  return list.every(isParsed) ? list : refuseParameter('filters', `${operator} takes a list of conditions`);
};

/** Refuses what Strapi would fail on: a list of conditions on a relation, and `$not` with a comparison only. */
const checkForm = (name: string, value: unknown): void => {
  const not = isParsed(value) ? value.$not : undefined;
  const isList = Array.isArray(value) && value.some((item) => typeof item === 'object');
  const isComparison = isParsed(not) && Object.keys(not).every((key) => /^\$(?!and|or)/.test(key));
  if (isList || isComparison) {
    refuseParameter('filters', `"${name}" takes a value, or conditions by the names of attributes`);
  }
};

/** Whether a filter asks for rows without a related row: `{ $null: true }`. */
const asksForNone = (value: unknown): boolean =>
  isParsed(value) &&
  (('$null' in value && isTrue(value.$null)) || ('$notNull' in value && !isTrue(value.$notNull)));

/**
 * @param isNegated whether the filters stand inside `$not`
 * @throws ValidationError where drafts that the query does not ask for would decide the result
 */
export const checkFilters = (
  reach: ReachCollector,
  filters: unknown,
  model: Model,
  isNegated = false,
): void => {
  const checkRelation = (name: string, value: unknown): void => {
    const { to, mayBeDrafts } = reach.follow(model, name);
    if (mayBeDrafts && (isNegated || asksForNone(value))) {
      refuseParameter(
        'filters',
        `"${name}" cannot be used in $not or with $null, because it also leads to drafts`,
      );
    }
    if (!to) return;
    checkForm(name, value);
    if (isParsed(value)) checkFilters(reach, value, to, isNegated);
  };

  if (Array.isArray(filters)) {
    refuseParameter('filters', 'conditions must be an object; only $and and $or take a list of conditions');
  }
  if (!isParsed(filters)) return;
  for (const [name, value] of Object.entries(filters)) {
    const attribute = model.attributes[name];
    if (name === '$and' || name === '$or') {
      conditionsOf(name, value).forEach((condition) => checkFilters(reach, condition, model, isNegated));
    } else if (name === '$not') {
      checkFilters(reach, value, model, true);
    } else if (attribute && isMorphTo(attribute)) {
      reach.addAnyType();
    } else if (attribute) {
      checkRelation(name, value);
    }
  }
};
