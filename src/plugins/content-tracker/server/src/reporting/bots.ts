import { isbot } from 'isbot';
import crawlers from 'crawler-user-agents';

/** Agents whose verdict is remembered: a site meets few of them over and over. */
const maxRemembered = 10_000;
const maxAgentLength = 512;

/**
 * Empty, endless, or nothing that a browser would call itself.
 * Node reads a header as Latin-1: what an app wrote in UTF-8 arrives with \x80 to \x9f in it.
 */
const isAbsurd = (agent: string): boolean =>
  agent.length > maxAgentLength || !/^[\x20-\x7e\x80-\uffff]{8,}$/.test(agent) || !/[a-z].*\d/i.test(agent);

/** `isbot` takes everything of Google's for a crawler, but readers sit before the television. */
const television = /\bgoogle ?tv\b/gi;

/**
 * Tells bots from readers by the User-Agent header, by the lists of `isbot` and `crawler-user-agents`.
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
    // What is longer than that is not worth its memory.
    if (agent.length <= maxAgentLength) verdicts.set(agent, verdict);
    return verdict;
  };
};
