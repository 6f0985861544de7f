import { isbot } from 'isbot';
import crawlers from 'crawler-user-agents';

/** Agents whose verdict is remembered: most visits of a site come from few different agents. */
const maxRemembered = 10_000;
const maxAgentLength = 512;

/**
 * Whether no browser would send this agent: it is empty, endless or has no word and number.
 * Node reads a header as Latin-1, so UTF-8 that an app sends arrives with the characters \x80 to \x9f in it.
 */
const isAbsurd = (agent: string): boolean =>
  agent.length > maxAgentLength || !/^[\x20-\x7e\x80-\uffff]{8,}$/.test(agent) || !/[a-z].*\d/i.test(agent);

/** `isbot` takes every agent with Google's name for a crawler, but Google TV is a browser. */
const television = /\bgoogle ?tv\b/gi;

/**
 * Tells bots from readers by the User-Agent header, with the lists of `isbot` and `crawler-user-agents`.
 * @param patterns further regular expressions, matched without regard to case
 */
export const createBotDetector = (patterns: readonly string[]): ((agent: string) => boolean) => {
  const known = new RegExp(crawlers.map(({ pattern }) => pattern).join('|'));
  const own = patterns.map((pattern) => new RegExp(pattern, 'i'));
  const isBot = (agent: string): boolean =>
    isAbsurd(agent) ||
    isbot(agent.replace(television, 'TV')) ||
    known.test(agent) ||
    own.some((pattern) => pattern.test(agent));

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
