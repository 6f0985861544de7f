import { list as isbot } from 'isbot';
import crawlers from 'crawler-user-agents';

interface PatternList {
  readonly patterns: readonly string[];
  /** As for `RegExp`. */
  readonly flags: string;
}

/** The lists that tell bots, by the names of their packages. */
export const patternLists: Readonly<Record<'isbot' | 'crawler-user-agents', PatternList>> = {
  isbot: { patterns: isbot, flags: 'i' },
  'crawler-user-agents': { patterns: crawlers.map(({ pattern }) => pattern), flags: '' },
};

export type ListName = keyof typeof patternLists;

/** The patterns of each list that are left out, each with the first reader whom it hits. */
export type LeftOut = Readonly<Record<ListName, Readonly<Record<string, string>>>>;
