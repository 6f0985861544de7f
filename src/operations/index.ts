import type { Core } from '@strapi/strapi';
import { guardCommits, isInTransaction } from '../plugins/kit/src/commits';
import { isPassing, rolledBack, type DatabaseError } from '../plugins/kit/src/database-errors';
import { createErrorLog } from '../plugins/kit/src/error-log';
import { interceptRequests } from '../plugins/kit/src/intercept';
import { readWithTokens, surviveLostPreparations } from './token-use';
import { takeConnectionsInHand, type Connection } from './connections';
import { createDraining } from './draining';
import { createProbe } from './probe';
import { createOutageAnswers, outageAnswers } from './outage-answers';
import { problemOf, worse, type Problem } from './problems';
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

/** Marks the request that is being answered, if there is one. */
const markRequest = (strapi: Core.Strapi, problem: Problem): void => {
  const ctx = strapi.requestContext.get();
  if (ctx) ctx.state.databaseProblem = worse(ctx.state.databaseProblem, problem);
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
  const known = new WeakMap<DatabaseError, Problem>();
  let failedCommitAt = 0;
  let inspected: string[] = [];

  const onDatabaseError = (error: DatabaseError, isUnknown = false): void => {
    const problem = isUnknown ? 'outcome unknown' : problemOf(error);
    if (problem === undefined) return;
    if (problem === 'disk full') failedCommitAt = now();
    known.set(error, problem);
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
    const isProbe = /^\/_(ready|health)(\?|$)/.test(request.url ?? '');
    draining.watch(response, { isProbe });
    return answerReady(request, response);
  });
  httpServer.once('listening', () => {
    readWithTokens(strapi);
    probe.start();
  });

  strapi
    .get('middlewares')
    .set(outageAnswers, () => createOutageAnswers((error) => known.get(error as DatabaseError)));
};
