import crawlers from 'crawler-user-agents';
import { patternLists, type LeftOut, type ListName } from './bot-lists';
import { withoutDeviceNames } from './device-names';
import { isInApp } from './in-app';

/** Agents of bots, by which the price of leaving out a pattern is measured. */
export const knownBots: readonly string[] = crawlers.flatMap(({ instances }) => instances);

/** A pattern that hits agents of readers. */
export interface Finding {
  readonly list: ListName;
  readonly pattern: string;
  /** The readers' agents that it hits. */
  readonly readers: readonly string[];
  /** How many of them the filter would refuse for it: it reads past the names of devices, and of apps. */
  readonly readersLost: number;
  /** How many known bots it hits. */
  readonly bots: number;
  /** How many of them no other pattern tells, but those that cost readers too. */
  readonly botsLost: number;
}

/** What a list gets to see of an agent: that of `isbot` nothing in apps, whose names are words. */
const seenBy = (list: string, agent: string): string =>
  list === 'isbot' && isInApp(agent) ? '' : withoutDeviceNames(agent);

/**
 * Measures each pattern against agents of readers and of bots, and returns those that hit readers. The same lists always
 * give the same findings.
 */
export const measurePatterns = (readers: readonly string[], bots: readonly string[]): Finding[] => {
  const all = Object.entries(patternLists).flatMap(([list, { patterns, flags }]) => {
    const [ofReaders, ofBots] = [readers, bots].map((agents) => agents.map((agent) => seenBy(list, agent)));
    const indexesIn = (expression: RegExp, agents: readonly string[] = []): number[] =>
      [...agents.keys()].filter((i) => agents[i] !== '' && expression.test(agents[i] as string));
    return patterns.map((pattern) => {
      const expression = new RegExp(pattern, flags);
      return {
        list: list as ListName,
        pattern,
        readers: readers.filter((agent) => expression.test(agent)),
        readersLost: indexesIn(expression, ofReaders).length,
        told: indexesIn(expression, ofBots),
      };
    });
  });
  const toldAnyway = new Set(all.filter(({ readersLost }) => readersLost === 0).flatMap(({ told }) => told));
  return all
    .filter((one) => one.readers.length > 0)
    .map(({ told, ...finding }) => ({
      ...finding,
      bots: told.length,
      botsLost: told.filter((bot) => !toldAnyway.has(bot)).length,
    }));
};

/** A pattern that tells at most this many bots is given up for one reader. */
const fewBots = 2;

/**
 * Whether the filter goes without a pattern: it costs readers and hardly any bot, or it is made of the name of a device
 * or an app and tells hardly any bot at all.
 */
export const isLeftOut = ({ readersLost, bots, botsLost }: Finding): boolean =>
  readersLost > 0 ? botsLost <= fewBots : bots <= fewBots;

/** What `left-out.json` has to say. */
export const leftOutOf = (findings: readonly Finding[]): LeftOut => {
  const of = (name: ListName) =>
    Object.fromEntries(
      findings
        .filter((finding) => finding.list === name && isLeftOut(finding))
        .map(({ pattern, readers: [first = ''] }) => [pattern, first]),
    );
  return { isbot: of('isbot'), 'crawler-user-agents': of('crawler-user-agents') };
};
