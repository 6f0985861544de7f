import { actionNames, type Action, type ActionName, type Locale } from './model';

export type Sequence = readonly Action[];

/** The actions of the exhaustive sequences that are about the second language. */
const second: readonly ActionName[] = ['add locale', 'delete locale'];

const plain: readonly Action[] = actionNames.map((name) => ({
  name,
  locale: second.includes(name) ? 'en' : 'vi',
  back: 0,
}));

/** Every sequence of exactly this many actions. Each step is compared, so shorter sequences are covered too. */
export const allOfLength = (length: number): Sequence[] =>
  length === 0
    ? [[]]
    : allOfLength(length - 1).flatMap((sequence) => plain.map((action) => [...sequence, action]));

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export const createRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Little can happen after a deletion, so it is drawn half as often as the others. */
const drawn: readonly ActionName[] = [...actionNames, ...actionNames.filter((name) => name !== 'delete')];

/** Sequences of 4 to `longest` actions, in both languages, now and then on the document before the clone. */
export const sampleOf = (seed: number, count: number, longest: number): Sequence[] => {
  const random = createRandom(seed);
  const draw = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;
  const drawAction = (): Action => ({
    name: draw(drawn),
    locale: draw<Locale>(['vi', 'vi', 'en']),
    back: draw([0, 0, 0, 1]),
  });
  const lengths = Array.from({ length: longest - 3 }, (_, i) => i + 4);
  return Array.from({ length: count }, () => Array.from({ length: draw(lengths) }, drawAction));
};

const hasLocale = (name: ActionName): boolean => name !== 'publish all locales' && name !== 'delete';

/** `publish vi → clone vi → edit vi of the one before` */
export const describeSequence = (sequence: Sequence): string =>
  sequence
    .map(({ name, locale, back }) =>
      [name, ...(hasLocale(name) ? [locale] : []), ...(back > 0 ? ['of the one before'] : [])].join(' '),
    )
    .join(' → ');
