import { answers, type Problem } from './problems';

/** The name of the middleware in `config/middlewares.ts`, where it stands inside `strapi::errors`. */
export const outageAnswers = 'global::outage-answers';

interface KoaContext {
  readonly method: string;
  readonly state: { databaseProblem?: Problem };
  status: number;
  body: unknown;
  set(name: string, value: string): void;
}

const problemWith = (
  { method, state, status }: KoaContext,
  failure: { readonly problem: Problem | undefined } | undefined,
): Problem | undefined => {
  // A handler that answered 503 has given its own reason.
  if (!failure && (status < 400 || status === 503)) return undefined;
  const problem = state.databaseProblem ?? failure?.problem;
  const isReading = method === 'GET' || method === 'HEAD';
  return problem === 'outcome unknown' && isReading ? 'away' : problem;
};

/**
 * Answers a request that failed because of the database with 503, or says that its outcome is unknown. Strapi itself
 * answers 401 where it could not look up the caller, 400 where it could not compare a value, and 500 otherwise.
 * @param problemOf what an error said about the database; the error may come from a query that another request started
 */
export const createOutageAnswers =
  (problemOf: (error: unknown) => Problem | undefined) =>
  async (ctx: KoaContext, next: () => Promise<void>): Promise<void> => {
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
