import type { Answer } from './api';
import type { TextId, Texts } from './texts';

/** The most common problems, by how the server begins to tell of them. */
const known: readonly (readonly [RegExp, TextId])[] = [
  [/^no answer within ([\d.]+) s/, 'problem.timeout'],
  [/is not a public address/, 'problem.private'],
  [/^(ENOTFOUND|EAI_AGAIN)/, 'problem.unknownHost'],
  [/^ECONNREFUSED/, 'problem.refused'],
  [/^(ECONNRESET|EPIPE)/, 'problem.brokenOff'],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)/, 'problem.unreachable'],
  [/CERT|certificate|SSL|TLS/i, 'problem.certificate'],
  [/secret cannot be read/, 'problem.secret'],
];

/** A problem in the language of the admin, where it is one that is known. */
export const problemText = (problem: string, t: Texts['t']): string => {
  for (const [pattern, id] of known) {
    const match = pattern.exec(problem);
    if (match) return t(id, { seconds: Number(match[1] ?? 0) });
  }
  return problem;
};

/** What came of sending once, in a few words: `HTTP 500`, `no connection`. */
export const outcomeText = (
  { status, problem }: Pick<Answer, 'status' | 'problem'>,
  t: Texts['t'],
): string => (status === null ? (problem ? problemText(problem, t) : '–') : `HTTP ${status}`);

export const isSuccess = ({ status }: Pick<Answer, 'status'>): boolean =>
  status !== null && status >= 200 && status < 300;
