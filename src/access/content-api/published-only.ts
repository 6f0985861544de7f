import { readsDrafts } from './check';
import {
  hasDrafts,
  isLocalized,
  isMorphTo,
  isParsed,
  isWayBack,
  targetOf,
  type CameBy,
  type GetModel,
  type Model,
  type Parsed,
} from './model';
import { readLevel } from './populate';

const published = { publishedAt: { $notNull: true } };

/** Strapi's operators that combine conditions; all others compare a value. */
const isCombining = (key: string, operand: unknown): boolean =>
  key === '$and' || key === '$or' || (key === '$not' && isParsed(operand));

/** A filter over a relation, in the form that names attributes: `5` and `{ $in: [5] }` are about its `id`. */
const withNames = (filter: unknown): Parsed => {
  if (!isParsed(filter)) return { id: Array.isArray(filter) ? { $in: filter } : filter };
  const entries = Object.entries(filter);
  const isComparison = entries.every(([key, operand]) => key.startsWith('$') && !isCombining(key, operand));
  return entries.length > 0 && isComparison ? { id: filter } : filter;
};

interface Allowed {
  /** Whether rows of any type may be read, where that is asked for by name. */
  readonly isPolymorphic: boolean;
}

/** A query that reads published rows only, whatever it filters by and populates; drafts where it asks for them. */
export const closeQuery = (
  query: Parsed,
  model: Model,
  getModel: GetModel,
  { isPolymorphic }: Allowed,
): Parsed => {
  const asksForDrafts = readsDrafts(query);

  /** What has no languages leads to all of them: of its relations, the one that was asked for. */
  const languageOf = (to: Model, { from }: CameBy): Parsed[] => {
    const { locale } = query;
    const isAsked = typeof locale === 'string' && locale !== '' && locale !== '*';
    return isAsked && isLocalized(to) && !isLocalized(from) ? [{ locale }] : [];
  };

  /**
   * Filters in which each relation matches published rows only. Each condition stands alone in its object: Strapi
   * merges what stands side by side, and loses one of two that combine.
   */
  const closeFilters = (filters: unknown, of: Model): unknown => {
    if (Array.isArray(filters)) return filters.map((one) => closeFilters(one, of));
    if (!isParsed(filters)) return filters;
    const conditions = Object.entries(filters).map(([name, value]) => {
      if (isCombining(name, value)) {
        const isList = isParsed(value) && name !== '$not';
        return { [name]: closeFilters(isList ? Object.values(value) : value, of) };
      }
      const to = targetOf(of.attributes[name], getModel);
      if (!to) return { [name]: value };
      const inner = closeFilters(withNames(value), to);
      return { [name]: hasDrafts(to) && !asksForDrafts ? { $and: [inner, published] } : inner };
    });
    return conditions.length === 1 ? conditions[0] : { $and: conditions };
  };

  const closePopulated = (how: unknown, to: Model, cameBy: CameBy): unknown => {
    const { filters, populate, ...rest } = isParsed(how) ? how : ({} as Parsed);
    const conditions = [
      ...(filters === undefined ? [] : [closeFilters(filters, to)]),
      ...(hasDrafts(to) && !asksForDrafts ? [published] : []),
      ...languageOf(to, cameBy),
    ];
    const closed = {
      ...rest,
      ...(conditions.length > 0 && { filters: { $and: conditions } }),
      ...(populate !== undefined && { populate: closeLevel(populate, to, cameBy) }),
    };
    return Object.keys(closed).length > 0 ? closed : true;
  };

  /** What Strapi makes of `*` has it too. */
  const leadsAnywhere = ({ attributes }: Model, name: string): boolean => {
    const attribute = attributes[name];
    return attribute !== undefined && isMorphTo(attribute);
  };

  const closeLevel = (populate: unknown, of: Model, cameBy?: CameBy): unknown => {
    const level = readLevel(populate, of);
    if (!level) return populate;
    return Object.fromEntries(
      Object.entries(level.entries)
        .filter(([name]) => !isWayBack(of, name, cameBy) && (isPolymorphic || !leadsAnywhere(of, name)))
        .map(([name, how]) => {
          const to = targetOf(of.attributes[name], getModel);
          return [name, to ? closePopulated(how, to, { from: of, name }) : how];
        }),
    );
  };

  const { filters, populate } = query;
  return {
    ...query,
    ...(filters !== undefined && { filters: closeFilters(filters, model) }),
    ...(populate !== undefined && { populate: closeLevel(populate, model) }),
  };
};
