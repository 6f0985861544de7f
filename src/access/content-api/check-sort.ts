import { hasDrafts, isParsed, type Model } from './model';
import { refuseParameter, type ReachCollector } from './reach';

/** The paths that a query sorts by, in any of the forms of `sort`: `a.b:desc,c`, a list, an object. */
const pathsOfSort = (sort: unknown, prefix: readonly string[] = []): string[][] => {
  if (Array.isArray(sort)) return sort.flatMap((item) => pathsOfSort(item, prefix));
  if (isParsed(sort)) {
    return Object.entries(sort).flatMap(([key, value]) =>
      pathsOfSort(value, /^\d+$/.test(key) ? prefix : [...prefix, key]),
    );
  }
  if (typeof sort !== 'string') return [];
  if (prefix.length > 0 && /^(asc|desc)$/i.test(sort.trim())) return [[...prefix]];
  return sort.split(',').map((item) => [...prefix, ...(item.split(':')[0] as string).trim().split('.')]);
};

const checkPath = (reach: ReachCollector, path: readonly string[], model: Model): void => {
  let from: Model | undefined = model;
  for (const name of path) {
    if (!from) return;
    // Strapi's own key, which tells whether a published document has a newer draft.
    if (name === 'status' && !from.attributes[name] && hasDrafts(from)) reach.addDraftsOf(from);
    const { to, mayBeDrafts } = reach.follow(from, name);
    if (mayBeDrafts) {
      refuseParameter('sort', `"${path.join('.')}" is not possible, because "${name}" also leads to drafts`);
    }
    from = to;
  }
};

/** @throws ValidationError where the order would depend on drafts that the query does not ask for */
export const checkSort = (reach: ReachCollector, sort: unknown, model: Model): void =>
  pathsOfSort(sort).forEach((path) => checkPath(reach, path, model));
