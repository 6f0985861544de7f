import type { AttemptResult } from '../../shared/answers';
import type { TextId, Texts } from './texts';

/** Common problems, by the beginning or a part of the server's message. */
const knownProblems: readonly (readonly [RegExp, TextId])[] = [
  [/^no answer within ([\d.]+) s/, 'problem.timeout'],
  [/is not a public address/, 'problem.private'],
  [/^(ENOTFOUND|EAI_AGAIN)/, 'problem.unknownHost'],
  [/^ECONNREFUSED/, 'problem.refused'],
  [/^(ECONNRESET|EPIPE)/, 'problem.brokenOff'],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)/, 'problem.unreachable'],
  [/CERT|certificate|SSL|TLS/i, 'problem.certificate'],
  [/secret cannot be read/, 'problem.secret'],
];

/** A known problem in the language of the admin; any other in the words of the server. */
const problemText = (problem: string, t: Texts['t']): string => {
  for (const [pattern, id] of knownProblems) {
    const match = pattern.exec(problem);
    if (match) return t(id, { seconds: Number(match[1] ?? 0) });
  }
  return problem;
};

/** The outcome of an attempt in a few words: `HTTP 500`, `Connection refused`. */
export const outcomeText = (
  { status, problem }: Pick<AttemptResult, 'status' | 'problem'>,
  t: Texts['t'],
): string => (status === null ? (problem ? problemText(problem, t) : '–') : `HTTP ${status}`);

export const isSuccess = ({ status }: Pick<AttemptResult, 'status'>): boolean =>
  status !== null && status >= 200 && status < 300;
