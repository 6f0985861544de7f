import type { Core } from '@strapi/strapi';
import { guardCommits, isInTransaction } from '../plugins/kit/src/commits';
import { isPassing, rolledBack, type DatabaseError } from '../plugins/kit/src/database-errors';
import { createErrorLog } from '../plugins/kit/src/error-log';
import { controlConnections, type Connection } from './connections';
import { createProbe } from './probe';
import { problemOf, worse, type Problem } from './problems';

/** The service `readiness` of a plugin. */
interface Readiness {
  /**
   * A sentence that says why the plugin cannot work, or `undefined`.
   * @param connection a connection outside of the pool
   */
  problem(connection: object): Promise<string | undefined>;
}

/** How long after a failed commit the server counts as not ready. */
const failedCommitMs = 5_000;
const changing = ['insert', 'update', 'del'];

/** Marks the current request, if there is one, so that its answer can say what the database did. */
const markRequest = (strapi: Core.Strapi, problem: Problem): void => {
  const ctx = strapi.requestContext.get();
  if (ctx) ctx.state.databaseProblem = worse(ctx.state.databaseProblem, problem);
};

/** Asks each plugin whether it can work. */
const findPluginProblems = async (strapi: Core.Strapi, connection: Connection): Promise<string[]> => {
  const found: string[] = [];
  for (const [name, { services }] of Object.entries(strapi.plugins)) {
    const { readiness } = services as { readiness?: Readiness };
    const problem = await readiness?.problem(connection);
    if (problem !== undefined) found.push(`${name}: ${problem}`);
  }
  return found;
};

/** Hears of every statement and commit that fails, and remembers what each error says about the database. */
const hearErrors = (strapi: Core.Strapi, now: () => number) => {
  const { connection: knex } = strapi.db;
  const logError = createErrorLog({ write: (text) => strapi.log.error(`newsroom: ${text}`) });
  const problems = new WeakMap<DatabaseError, Problem>();
  let failedCommitAt = 0;

  const hear = (error: DatabaseError, isOutcomeUnknown = false): void => {
    const problem = isOutcomeUnknown ? 'outcome unknown' : problemOf(error);
    if (problem === undefined) return;
    if (problem === 'disk full') failedCommitAt = now();
    problems.set(error, problem);
    logError('the database failed', error);
    markRequest(strapi, problem);
  };

  guardCommits(knex.client, (error) => {
    if (isPassing(error) || (error.code === rolledBack && problemOf(error) === undefined)) return;
    failedCommitAt = now();
    hear(error);
  });
  const connections = controlConnections(knex, {
    now,
    onError: (error, { connection, method = '' } = {}) => {
      // A change outside of a transaction commits with its statement, so a lost connection leaves its outcome unknown.
      const isChange = connection && changing.includes(method) && !isInTransaction(knex.client, connection);
      hear(error, Boolean(isChange) && problemOf(error) === 'away');
    },
  });

  return {
    connections,
    problemOfError: (error: unknown): Problem | undefined => problems.get(error as DatabaseError),
    hasFailedCommit: (): boolean => now() - failedCommitAt < failedCommitMs,
  };
};

/** Watches the database: by its errors, by a probe each second, and by the plugins' own checks. */
export const createDatabaseWatch = (strapi: Core.Strapi) => {
  const now = Date.now;
  const { connections, problemOfError, hasFailedCommit } = hearErrors(strapi, now);
  let pluginProblems: string[] = [];
  const probe = createProbe({
    connections,
    client: strapi.config.get<'sqlite' | 'postgres' | 'mysql'>('database.connection.client'),
    now,
    inspect: async (connection) => {
      pluginProblems = await findPluginProblems(strapi, connection);
    },
    onChange: (state, reason) =>
      state === 'up'
        ? strapi.log.info('newsroom: the database can be used again')
        : strapi.log.error(`newsroom: the database is ${state}${reason && `: ${reason}`}`),
  });

  return {
    start: probe.start,
    stop: probe.stop,
    /** What an error said about the database. */
    problemOfError,
    /** Sentences that say why the server cannot serve now; empty where it can. */
    reasons: (): string[] => [
      ...(probe.state() === 'away' ? ['the database does not answer'] : []),
      ...(probe.state() === 'read-only' ? ['the database takes no changes'] : []),
      ...(hasFailedCommit() ? ['a change could not be committed within the last 5 s'] : []),
      ...pluginProblems,
    ],
  };
};
