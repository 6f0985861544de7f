import type { Core } from '@strapi/strapi';
import { guardCommits, isInTransaction } from '../plugins/kit/src/commits';
import { isPassing, rolledBack, type DatabaseError } from '../plugins/kit/src/database-errors';
import { createErrorLog } from '../plugins/kit/src/error-log';
import { interceptRequests } from '../plugins/kit/src/intercept';
import { takeConnectionsInHand, type Connection } from './connections';
import { createDraining } from './draining';
import { createProbe } from './probe';
import { answers, problemOf, worse, type Problem } from './problems';
import { createReadiness } from './readiness';

interface Settings {
  readonly drainSeconds: number;
  readonly shutdownSeconds: number;
}

/** A plugin's service `readiness`. */
interface Readiness {
  /** What keeps the plugin from working, as a sentence; asked on a connection of its own. */
  problem(connection: object): Promise<string | undefined>;
}

const failedCommitMs = 5_000;
const changing = ['insert', 'update', 'del'];

/**
 * Strapi prepares each new connection, and waits for ever where that fails: its place in the pool would be lost.
 * Marked like this, `config/database.ts` refuses the connection.
 */
const surviveLostPreparations = ({ dialect }: Core.Strapi['db']): void => {
  const own = dialect as { initialize: (connection?: unknown) => Promise<unknown> };
  const initialize = own.initialize.bind(dialect);
  own.initialize = async (connection) => {
    try {
      await initialize(connection);
    } catch (error) {
      Object.assign(connection as object, { __knex__disposed: error });
    }
  };
};

/** Marks the request that is being answered, if there is one. */
const markRequest = (strapi: Core.Strapi, problem: Problem): void => {
  const ctx = strapi.requestContext.get();
  if (ctx) ctx.state.databaseProblem = worse(ctx.state.databaseProblem, problem);
};

/** Names the middleware in `config/middlewares.ts`: behind `strapi::errors`, whose shape it answers in. */
export const outageAnswers = 'global::outage-answers';

/**
 * Where the database has failed a request, and the request fails for it, says so: Strapi answers 401 where it
 * could not look up who asks, 400 where it could not compare a value, and 500 else.
 */
const answerOutages = () => async (ctx: Koa, next: () => Promise<void>) => {
  let failure: { error: unknown } | undefined;
  try {
    await next();
  } catch (error) {
    failure = { error };
  }
  const problem = problemWith(ctx, failure?.error);
  if (problem === undefined) {
    if (failure) throw failure.error;
    return;
  }
  const { status, name, message, retryAfterSeconds } = answers[problem];
  ctx.status = status;
  ctx.body = { data: null, error: { status, name, message, details: {} } };
  if (retryAfterSeconds !== undefined) ctx.set('Retry-After', String(retryAfterSeconds));
};

interface Koa {
  readonly method: string;
  readonly state: { databaseProblem?: Problem };
  status: number;
  body: unknown;
  set(name: string, value: string): void;
}

const problemWith = ({ method, state, status }: Koa, error: unknown): Problem | undefined => {
  // Who has answered 503 knows better what that means.
  if (error === undefined && (status < 400 || status === 503)) return undefined;
  const problem = state.databaseProblem ?? (error instanceof Error ? problemOf(error) : undefined);
  const isReading = method === 'GET' || method === 'HEAD';
  return problem === 'outcome unknown' && isReading ? 'away' : problem;
};

/**
 * What a server needs that others depend on: it says when it can serve, it stops without cutting anybody off, and
 * it answers an outage of the database as one.
 */
export const installOperations = (strapi: Core.Strapi, settings: Settings): void => {
  const { connection: knex } = strapi.db;
  const { httpServer } = strapi.server;
  const now = Date.now;
  const onError = createErrorLog({ write: (text) => strapi.log.error(`newsroom: ${text}`) });
  let failedCommitAt = 0;
  let inspected: string[] = [];

  const onDatabaseError = (error: DatabaseError, isUnknown = false): void => {
    const problem = isUnknown ? 'outcome unknown' : problemOf(error);
    if (problem === undefined) return;
    if (problem === 'disk full') failedCommitAt = now();
    onError('the database failed', error);
    markRequest(strapi, problem);
  };

  surviveLostPreparations(strapi.db);
  guardCommits(knex.client, (error) => {
    if (isPassing(error) || (error.code === rolledBack && problemOf(error) === undefined)) return;
    failedCommitAt = now();
    onDatabaseError(error);
  });

  const connections = takeConnectionsInHand(knex, {
    now,
    onError: (error, { connection, method = '' } = {}) => {
      // A change outside of any transaction is committed by its statement.
      const isChange = connection && changing.includes(method) && !isInTransaction(knex.client, connection);
      onDatabaseError(error, Boolean(isChange) && problemOf(error) === 'away');
    },
  });

  const inspect = async (connection: Connection): Promise<void> => {
    const found: string[] = [];
    for (const [name, { services }] of Object.entries(strapi.plugins)) {
      const { readiness } = services as { readiness?: Readiness };
      const problem = await readiness?.problem(connection);
      if (problem !== undefined) found.push(`${name}: ${problem}`);
    }
    inspected = found;
  };

  const client = strapi.config.get<'sqlite' | 'postgres' | 'mysql'>('database.connection.client');
  const probe = createProbe({
    connections,
    client,
    now,
    inspect,
    onChange: (state, reason) =>
      state === 'up'
        ? strapi.log.info('newsroom: the database can be used again')
        : strapi.log.error(`newsroom: the database is ${state}${reason && `: ${reason}`}`),
  });

  const destroy = strapi.destroy.bind(strapi);
  const draining = createDraining({
    server: httpServer,
    ...settings,
    destroy: async () => {
      probe.stop();
      await destroy();
    },
    log: strapi.log,
  });
  strapi.destroy = draining.stop;

  const reasons = (): string[] => [
    ...(draining.isDraining() ? ['the server is stopping'] : []),
    ...(probe.state() === 'away' ? ['the database does not answer'] : []),
    ...(probe.state() === 'read-only' ? ['the database takes no changes'] : []),
    ...(now() - failedCommitAt < failedCommitMs
      ? ['a change could not be committed within the last 5 s']
      : []),
    ...inspected,
  ];
  const answerReady = createReadiness(reasons);
  interceptRequests(httpServer, (request, response) => {
    draining.watch(response);
    return answerReady(request, response);
  });
  httpServer.once('listening', probe.start);

  strapi.get('middlewares').set(outageAnswers, answerOutages);
};
