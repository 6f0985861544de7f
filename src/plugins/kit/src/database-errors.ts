/** An error as the drivers of SQLite, PostgreSQL and MySQL throw it. */
export interface DatabaseError extends Error {
  /** SQLSTATE on PostgreSQL; a name such as `ER_LOCK_DEADLOCK` or `SQLITE_FULL` elsewhere. */
  readonly code?: string;
  /** PostgreSQL: `ERROR`, or `FATAL` if the error has ended the connection too. */
  readonly severity?: string;
  /** MySQL: SQLSTATE, if the error comes from the server. */
  readonly sqlState?: string;
  /** mysql2: the error has ended the connection. */
  readonly fatal?: boolean;
}

/** Error code: the statement was not sent, because the database is known to be unavailable. */
export const unavailable = 'DATABASE_UNAVAILABLE';
/** Error code: the connection was lost during COMMIT. Only a look at the database can tell what is stored. */
export const outcomeUnknown = 'COMMIT_OUTCOME_UNKNOWN';
/** Error code: the database had rolled the transaction back before COMMIT. Nothing of it is stored. */
export const rolledBack = 'TRANSACTION_ROLLED_BACK';

const withCode = (code: string, message: string, cause: unknown): DatabaseError =>
  Object.assign(new Error(message, { cause }), { code });

/** An error with the code `rolledBack`. @param cause why the database has ended the transaction */
export const toRolledBack = (cause: unknown): DatabaseError => {
  const because = cause instanceof Error ? `: ${cause.message}` : '';
  return withCode(
    rolledBack,
    `the database has rolled the transaction back, nothing of it is stored${because}`,
    cause,
  );
};

/** An error with the code `outcomeUnknown`. @param cause the error that has ended the connection */
export const toOutcomeUnknown = (cause: DatabaseError): DatabaseError =>
  withCode(
    outcomeUnknown,
    `the connection to the database was lost during COMMIT, the transaction may or may not be stored: ${cause.message}`,
    cause,
  );

/** MySQL: an administrator has ended the statement or the connection, or the server is shutting down. */
const endedByMysql = ['ER_SERVER_SHUTDOWN', 'ER_QUERY_INTERRUPTED', 'ER_CONNECTION_KILLED'];

/**
 * Whether the database itself has refused a statement. If not, it is unknown whether the statement had an effect. A disk
 * error under SQLite is no refusal.
 */
export const isRefusal = ({ code = '', severity, sqlState, fatal }: DatabaseError): boolean => {
  if (severity !== undefined) return severity === 'ERROR';
  if (code.startsWith('SQLITE_')) return !code.startsWith('SQLITE_IOERR');
  return sqlState !== undefined && fatal !== true && !endedByMysql.includes(code);
};

const lostCodes = [
  unavailable,
  outcomeUnknown,
  ...endedByMysql,
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'ER_CON_COUNT_ERROR',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
];
/** Messages of drivers and pools whose errors have no code. */
const lostMessage =
  /(Connection (terminated|ended)|connection error and is not queryable|Client was closed|connection is in closed state|timeout expired|Timeout acquiring a connection|operation timed out for an unknown reason)/;

/** Whether a statement failed because there is no working connection to the database. */
export const isConnectionLost = (error: DatabaseError): boolean => {
  const { code = '', severity, fatal, message, cause } = error;
  if (code === rolledBack) return cause instanceof Error && isConnectionLost(cause);
  return (
    severity === 'FATAL' ||
    fatal === true ||
    /^(08|57P0)/.test(code) ||
    lostCodes.includes(code) ||
    (code === '' && lostMessage.test(message))
  );
};

/** MySQL rolls back the whole transaction on a deadlock, and by configuration on a lock timeout. */
const rollingBack = ['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT'];

/** Whether the database has rolled back the whole transaction with the statement that failed. */
export const isRollback = ({ code = '' }: DatabaseError): boolean => rollingBack.includes(code);

/** Deadlocks, failed serialization, and a busy SQLite file. */
const passing = ['40P01', '40001', ...rollingBack, 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'];

/** Whether the same transaction may succeed if it is tried again at once. */
export const isPassing = ({ code = '' }: DatabaseError): boolean => passing.includes(code);

const diskFull = ['SQLITE_FULL', '53100', 'ER_DISK_FULL', 'ER_RECORD_FILE_FULL'];

/** Whether the database's disk is full. */
export const isDiskFull = ({ code = '' }: DatabaseError): boolean => diskFull.includes(code);

const readOnly = [
  '25006',
  'SQLITE_READONLY',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'ER_READ_ONLY_MODE',
];

/** Whether the database, or this connection to it, is read-only. */
export const isReadOnly = ({ code = '' }: DatabaseError): boolean =>
  readOnly.some((known) => code === known || code.startsWith(`${known}_`));

/** Whether the state of the database makes statements fail, and not their content. */
export const isOutage = (error: DatabaseError): boolean =>
  isConnectionLost(error) || isDiskFull(error) || isReadOnly(error);
