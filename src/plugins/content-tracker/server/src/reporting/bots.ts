import { patternLists, type LeftOut, type ListName } from './bot-lists';
import { withoutDeviceNames } from './device-names';
import { isInApp, saysBot } from './in-app';
import leftOut from './left-out.json';

/** Agents whose verdict is remembered: most visits of a site come from few different agents. */
const maxRemembered = 10_000;
const maxAgentLength = 512;

/**
 * Whether no browser would send this agent: it is empty, endless or has no word and number.
 * Node reads a header as Latin-1, so UTF-8 that an app sends arrives with the characters \x80 to \x9f in it.
 */
const isAbsurd = (agent: string): boolean =>
  agent.length > maxAgentLength || !/^[\x20-\x7e\x80-\uffff]{8,}$/.test(agent) || !/[a-z].*\d/i.test(agent);

/** `Mozilla/5.0 (compatible; Name)` and no more: so bots write, and of browsers only some of long ago. */
const isBare = (agent: string): boolean =>
  /^Mozilla\/[\d.]+ ?\(compatible;[^()]*\)?$/i.test(agent) &&
  !/MSIE|Konqueror|iCab|OmniWeb|Opera/i.test(agent);

/** The patterns of a list, as one expression, without those that take readers for bots. */
const expressionOf = (name: ListName): RegExp => {
  const { patterns, flags } = patternLists[name];
  const without = (leftOut as LeftOut)[name];
  return new RegExp(patterns.filter((pattern) => !(pattern in without)).join('|'), flags);
};

/** Words and shapes that bots have; an app may be called so too. */
const botWords = expressionOf('isbot');
/** Names of certain bots. */
const botNames = expressionOf('crawler-user-agents');

/**
 * Tells bots from readers by the User-Agent header, with the lists of `isbot` and `crawler-user-agents`. What a device,
 * its build or its carrier is called says nothing; the rest of the agent decides. In an app only names of bots do, and
 * the few words that nobody else says.
 * @param patterns further regular expressions, matched without regard to case, against the whole agent
 */
export const createBotDetector = (patterns: readonly string[]): ((agent: string) => boolean) => {
  const own = patterns.map((pattern) => new RegExp(pattern, 'i'));
  const isBot = (agent: string): boolean => {
    if (isAbsurd(agent) || isBare(agent) || own.some((pattern) => pattern.test(agent))) return true;
    const rest = withoutDeviceNames(agent);
    return botNames.test(rest) || (isInApp(agent) ? saysBot(rest) : botWords.test(rest));
  };

  const verdicts = new Map<string, boolean>();
  return (agent) => {
    const remembered = verdicts.get(agent);
    if (remembered !== undefined) return remembered;
    const verdict = isBot(agent);
    if (verdicts.size >= maxRemembered) verdicts.clear();
    // A longer agent is not worth the memory.
    if (agent.length <= maxAgentLength) verdicts.set(agent, verdict);
    return verdict;
  };
};
