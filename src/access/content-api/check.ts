import { errors } from '@strapi/utils';
import {
  hasDrafts,
  isMorphTo,
  isParsed,
  isTrue,
  isWayBack,
  mayLeadToDrafts,
  targetOf,
  type CameBy,
  type GetModel,
  type Model,
  type Parsed,
} from './model';
import { readLevel } from './populate';

/** How deep `populate` may go. */
export const maxDepth = 3;

/** What a query reads that not everybody may read. */
export interface Reach {
  /** Types whose drafts it reads. */
  readonly draftsOf: ReadonlySet<string>;
  /** Whether it reads rows of any type, such as the documents that a file is used in. */
  readonly isPolymorphic: boolean;
}

const draftParameters = ['publicationFilter', 'hasPublishedVersion'];

/** Whether a query asks for more than published rows. */
export const readsDrafts = (query: Parsed): boolean =>
  (query.status !== undefined && query.status !== 'published') ||
  draftParameters.some((parameter) => query[parameter] !== undefined);

const refuse = (param: string, message: string): never => {
  throw new errors.ValidationError(`${param}: ${message}`, { source: 'query', param });
};

/** The paths that a query sorts by, whichever form it has: `a.b:desc,c`, a list, an object. */
const pathsOfSort = (sort: unknown, prefix: readonly string[] = []): string[][] => {
  if (Array.isArray(sort)) return sort.flatMap((one) => pathsOfSort(one, prefix));
  if (isParsed(sort)) {
    return Object.entries(sort).flatMap(([key, value]) =>
      pathsOfSort(value, /^\d+$/.test(key) ? prefix : [...prefix, key]),
    );
  }
  if (typeof sort !== 'string') return [];
  if (prefix.length > 0 && /^(asc|desc)$/i.test(sort.trim())) return [[...prefix]];
  return sort.split(',').map((one) => [...prefix, ...(one.split(':')[0] as string).trim().split('.')]);
};

/** What `$and` and `$or` combine. */
const conditionsOf = (operator: string, value: unknown): unknown[] => {
  const list = isParsed(value) ? Object.values(value) : [value].flat();
  return list.every(isParsed) ? list : refuse('filters', `${operator} takes a list of conditions`);
};

/** Refuses what Strapi would fail at: a list of conditions on a relation, and `$not` with a comparison alone. */
const checkForm = (name: string, value: unknown): void => {
  const not = isParsed(value) ? value.$not : undefined;
  const isList = Array.isArray(value) && value.some((one) => typeof one === 'object');
  const isComparison = isParsed(not) && Object.keys(not).every((key) => /^\$(?!and|or)/.test(key));
  if (isList || isComparison) {
    refuse('filters', `"${name}" takes a value, or conditions by the names of attributes`);
  }
};

/** `{ $null: true }` asks for rows that are connected with nothing. */
const asksForNone = (value: unknown): boolean =>
  isParsed(value) &&
  (('$null' in value && isTrue(value.$null)) || ('$notNull' in value && !isTrue(value.$notNull)));

/**
 * Checks a query of the content API before it is carried out.
 * @throws ValidationError where it goes too deep, leads back, or asks what drafts would decide
 */
export const checkQuery = (query: Parsed, model: Model, getModel: GetModel): Reach => {
  const asksForDrafts = readsDrafts(query);
  const draftsOf = new Set<string>();
  let isPolymorphic = false;

  const reach = (target: Model): void => {
    if (asksForDrafts && hasDrafts(target)) draftsOf.add(target.uid);
  };

  /** Follows a relation, media field or component. */
  const follow = (from: Model, name: string): { to: Model | undefined; mayBeDrafts: boolean } => {
    const to = targetOf(from.attributes[name], getModel);
    if (to) reach(to);
    return { to, mayBeDrafts: to !== undefined && !asksForDrafts && mayLeadToDrafts(from, name, to) };
  };

  const checkPath = (path: readonly string[], of: Model): void => {
    let from: Model | undefined = of;
    for (const name of path) {
      if (!from) return;
      // Strapi's own key, which tells whether a published document has a newer draft.
      if (name === 'status' && !from.attributes[name] && hasDrafts(from)) draftsOf.add(from.uid);
      const { to, mayBeDrafts } = follow(from, name);
      if (mayBeDrafts) {
        refuse('sort', `"${path.join('.')}" is not possible, because "${name}" also leads to drafts`);
      }
      from = to;
    }
  };

  const checkRelation = (of: Model, name: string, value: unknown, isNegated: boolean): void => {
    const { to, mayBeDrafts } = follow(of, name);
    if (mayBeDrafts && (isNegated || asksForNone(value))) {
      refuse(
        'filters',
        `"${name}" cannot stand in $not or be asked for $null, because it also leads to drafts`,
      );
    }
    if (!to) return;
    checkForm(name, value);
    if (isParsed(value)) checkFilters(value, to, isNegated);
  };

  const checkFilters = (filters: unknown, of: Model, isNegated = false): void => {
    if (Array.isArray(filters)) {
      refuse('filters', 'conditions stand in an object, lists of them in $and and $or only');
    }
    if (!isParsed(filters)) return;
    for (const [name, value] of Object.entries(filters)) {
      const attribute = of.attributes[name];
      if (name === '$and' || name === '$or') {
        conditionsOf(name, value).forEach((one) => checkFilters(one, of, isNegated));
      } else if (name === '$not') {
        checkFilters(value, of, true);
      } else if (attribute && isMorphTo(attribute)) {
        isPolymorphic = true;
      } else if (attribute) {
        checkRelation(of, name, value, isNegated);
      }
    }
  };

  const checkPopulated = (to: Model, how: unknown, depth: number, cameBy: CameBy): void => {
    reach(to);
    if (!isParsed(how)) return;
    checkFilters(how.filters, to);
    pathsOfSort(how.sort).forEach((path) => checkPath(path, to));
    checkLevel(how.populate, to, depth + 1, cameBy);
  };

  const checkName = (name: string, of: Model, cameBy?: CameBy): void => {
    const attribute = of.attributes[name];
    if (attribute && isMorphTo(attribute)) isPolymorphic = true;
    if (isWayBack(of, name, cameBy)) {
      refuse('populate', `"${name}" leads back to where "${cameBy?.name}" came from`);
    }
  };

  /** What is populated of each component of a dynamic zone. */
  const fragmentsOf = (how: unknown): (readonly [Model | undefined, unknown])[] =>
    isParsed(how) && isParsed(how.on)
      ? Object.entries(how.on).map(([uid, one]) => [getModel(uid), one] as const)
      : [];

  const checkLevel = (populate: unknown, of: Model, depth: number, cameBy?: CameBy): void => {
    const level = readLevel(populate, of);
    if (!level) return;
    if (depth > maxDepth) refuse('populate', `it must not be deeper than ${maxDepth} levels`);
    for (const [name, how] of Object.entries(level.entries)) {
      if (level.isNamed) checkName(name, of, cameBy);
      const targets = [[targetOf(of.attributes[name], getModel), how] as const, ...fragmentsOf(how)];
      for (const [to, one] of targets) {
        if (to) checkPopulated(to, one, depth, { from: of, name });
      }
    }
  };

  reach(model);
  checkFilters(query.filters, model);
  pathsOfSort(query.sort).forEach((path) => checkPath(path, model));
  checkLevel(query.populate, model, 1);
  return { draftsOf, isPolymorphic };
};
