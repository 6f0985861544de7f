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

/** A filter over a relation, in the form that names attributes: `5` and `{ $in: [5] }` mean the `id`. */
const withNames = (filter: unknown): Parsed => {
  if (!isParsed(filter)) return { id: Array.isArray(filter) ? { $in: filter } : filter };
  const entries = Object.entries(filter);
  const isComparison = entries.every(([key, operand]) => key.startsWith('$') && !isCombining(key, operand));
  return entries.length > 0 && isComparison ? { id: filter } : filter;
};

interface Allowed {
  /** Whether relations that lead to rows of any type may be read. */
  readonly isPolymorphic: boolean;
}

/**
 * Adds conditions to a query, so that its filters and its `populate` match published rows only. A query that asks for
 * drafts gets no such conditions: its permission has to be checked before, as in `index.ts`.
 */
export const restrictToPublished = (
  query: Parsed,
  model: Model,
  getModel: GetModel,
  { isPolymorphic }: Allowed,
): Parsed => {
  const asksForDrafts = readsDrafts(query);

  /** A type without languages is related to rows of all languages: this condition keeps the requested one. */
  const languageOf = (to: Model, { from }: CameBy): Parsed[] => {
    const { locale } = query;
    const isAsked = typeof locale === 'string' && locale !== '' && locale !== '*';
    return isAsked && isLocalized(to) && !isLocalized(from) ? [{ locale }] : [];
  };

  /**
   * Filters in which each relation matches published rows only. Each condition is an object of its own, because Strapi
   * merges conditions of one object and loses one of them.
   */
  const restrictFilters = (filters: unknown, of: Model): unknown => {
    if (Array.isArray(filters)) return filters.map((one) => restrictFilters(one, of));
    if (!isParsed(filters)) return filters;
    const conditions = Object.entries(filters).map(([name, value]) => {
      if (isCombining(name, value)) {
        const isList = isParsed(value) && name !== '$not';
        return { [name]: restrictFilters(isList ? Object.values(value) : value, of) };
      }
      const to = targetOf(of.attributes[name], getModel);
      if (!to) return { [name]: value };
      const inner = restrictFilters(withNames(value), to);
      return { [name]: hasDrafts(to) && !asksForDrafts ? { $and: [inner, published] } : inner };
    });
    return conditions.length === 1 ? conditions[0] : { $and: conditions };
  };

  const restrictPopulated = (how: unknown, to: Model, cameBy: CameBy): unknown => {
    const { filters, populate, ...rest } = isParsed(how) ? how : ({} as Parsed);
    const conditions = [
      ...(filters === undefined ? [] : [restrictFilters(filters, to)]),
      ...(hasDrafts(to) && !asksForDrafts ? [published] : []),
      ...languageOf(to, cameBy),
    ];
    const restricted = {
      ...rest,
      ...(conditions.length > 0 && { filters: { $and: conditions } }),
      ...(populate !== undefined && { populate: restrictLevel(populate, to, cameBy) }),
    };
    return Object.keys(restricted).length > 0 ? restricted : true;
  };

  /** Whether a relation leads to rows of any type. Strapi includes such relations in `populate=*`. */
  const leadsAnywhere = ({ attributes }: Model, name: string): boolean => {
    const attribute = attributes[name];
    return attribute !== undefined && isMorphTo(attribute);
  };

  const restrictLevel = (populate: unknown, of: Model, cameBy?: CameBy): unknown => {
    const level = readLevel(populate, of);
    if (!level) return populate;
    return Object.fromEntries(
      Object.entries(level.entries)
        .filter(([name]) => !isWayBack(of, name, cameBy) && (isPolymorphic || !leadsAnywhere(of, name)))
        .map(([name, how]) => {
          const to = targetOf(of.attributes[name], getModel);
          return [name, to ? restrictPopulated(how, to, { from: of, name }) : how];
        }),
    );
  };

  const { filters, populate } = query;
  return {
    ...query,
    ...(filters !== undefined && { filters: restrictFilters(filters, model) }),
    ...(populate !== undefined && { populate: restrictLevel(populate, model) }),
  };
};
