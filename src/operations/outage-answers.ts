import { answers, type Problem } from './problems';

/** Names the middleware in `config/middlewares.ts`: behind `strapi::errors`, whose shape it answers in. */
export const outageAnswers = 'global::outage-answers';

interface Koa {
  readonly method: string;
  readonly state: { databaseProblem?: Problem };
  status: number;
  body: unknown;
  set(name: string, value: string): void;
}

const problemWith = (
  { method, state, status }: Koa,
  failure: { readonly problem: Problem | undefined } | undefined,
): Problem | undefined => {
  // Who has answered 503 knows better what that means.
  if (!failure && (status < 400 || status === 503)) return undefined;
  const problem = state.databaseProblem ?? failure?.problem;
  const isReading = method === 'GET' || method === 'HEAD';
  return problem === 'outcome unknown' && isReading ? 'away' : problem;
};

/**
 * Where the database has failed a request, and the request fails for it, says so: Strapi answers 401 where it
 * could not look up who asks, 400 where it could not compare a value, and 500 else.
 * @param problemOf what is known of an error: another request may have met it, and this one got its result
 */
export const createOutageAnswers =
  (problemOf: (error: unknown) => Problem | undefined) =>
  async (ctx: Koa, next: () => Promise<void>): Promise<void> => {
    let failure: { error: unknown; problem: Problem | undefined } | undefined;
    try {
      await next();
    } catch (error) {
      failure = { error, problem: problemOf(error) };
    }
    const problem = problemWith(ctx, failure);
    if (problem === undefined) {
      if (failure) throw failure.error;
      return;
    }
    const { status, name, message, retryAfterSeconds } = answers[problem];
    ctx.status = status;
    ctx.body = { data: null, error: { status, name, message, details: {} } };
    if (retryAfterSeconds !== undefined) ctx.set('Retry-After', String(retryAfterSeconds));
  };
