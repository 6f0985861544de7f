import { refKey, type DocumentRef } from '../content/document-ref';

/** Hours in which a document loses half of its heat: the half-life that trending lists have by default. */
export const heatHalfLifeHours = 24;

/** A view that is so many half-lives old weighs a millionth, and is not looked at any more. */
export const tracedHalfLives = 20;

/**
 * The heat of views in one hour: log2 of their number, where one weighs twice as much as one a half-life
 * before. So it need not be written anew as time goes by, and sorts documents at any time (forward decay:
 * Cormode, Shkapenyuk, Srivastava, Xu, ICDE 2009).
 * @param hour UTC hours since the epoch
 */
export const heatOf = (views: number, hour: number): number => Math.log2(views) + hour / heatHalfLifeHours;

/** How many views of `hour` a heat comes to. */
export const viewsOf = (heat: number, hour: number): number => 2 ** (heat - hour / heatHalfLifeHours);

/** The heat of what two heats stand for together; `null` stands for no views. */
export const addHeat = (a: number | null, b: number): number =>
  a === null ? b : Math.max(a, b) + Math.log2(1 + 2 ** -Math.abs(a - b));

interface Counted extends DocumentRef {
  readonly hour: number;
  readonly views: number;
}

/** The heat that views add to each document. */
export const heatsOf = (counted: readonly Counted[]): Map<string, number> => {
  const heats = new Map<string, number>();
  for (const one of counted) {
    const key = refKey(one);
    heats.set(key, addHeat(heats.get(key) ?? null, heatOf(one.views, one.hour)));
  }
  return heats;
};
