import { isMorphTo, isParsed, isTrue, type Model, type Parsed } from './model';

const populatable = ['relation', 'component', 'media', 'dynamiczone'];

/** One level of `populate`. */
export interface Level {
  /** Whether the query names the relations, instead of `*`. */
  readonly isNamed: boolean;
  /** For each relation `true`, or an object with `fields`, `filters`, `populate`, … */
  readonly entries: Parsed;
}

const entriesOfPaths = (paths: readonly string[]): Parsed => {
  const entries: Record<string, { populate: Parsed } | true> = {};
  for (const path of paths) {
    const [name = '', ...rest] = path.trim().split('.');
    const before = entries[name];
    const populate = typeof before === 'object' ? before.populate : {};
    const nested = rest.length > 0 ? { ...populate, ...entriesOfPaths([rest.join('.')]) } : populate;
    entries[name] = Object.keys(nested).length > 0 ? { populate: nested } : true;
  }
  return entries;
};

/** The meaning of `*`: everything but relations to rows of any type, which a query has to name. */
const everythingOf = ({ attributes }: Model): Parsed =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([, attribute]) => populatable.includes(attribute.type) && !isMorphTo(attribute))
      .map(([name]) => [name, true]),
  );

/**
 * Reads one level of `populate` in any of its forms: `*`, `a.b,c`, a list of paths, an object.
 * @returns `undefined` where nothing is populated
 */
export const readLevel = (populate: unknown, model: Model): Level | undefined => {
  if (populate === '*' || isTrue(populate)) return { isNamed: false, entries: everythingOf(model) };
  if (typeof populate === 'string' || Array.isArray(populate)) {
    const paths = [populate].flat().flatMap((item) => String(item).split(','));
    const everything = paths.includes('*') ? everythingOf(model) : {};
    return {
      isNamed: true,
      entries: { ...everything, ...entriesOfPaths(paths.filter((path) => path !== '*')) },
    };
  }
  if (!isParsed(populate)) return undefined;
  const entries = Object.entries(populate).filter(
    ([, value]) => isParsed(value) || value === '*' || isTrue(value),
  );
  return { isNamed: true, entries: Object.fromEntries(entries) };
};
