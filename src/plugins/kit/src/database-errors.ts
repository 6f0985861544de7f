/** An error as the drivers of SQLite, PostgreSQL and MySQL throw it. */
export interface DatabaseError extends Error {
  /** SQLSTATE on PostgreSQL, a name such as `ER_LOCK_DEADLOCK` or `SQLITE_FULL` elsewhere. */
  readonly code?: string;
  /** PostgreSQL: `ERROR`, or `FATAL` where it has ended the connection too. */
  readonly severity?: string;
  /** MySQL: SQLSTATE, where the server has said what is wrong. */
  readonly sqlState?: string;
  /** mysql2: the connection is over. */
  readonly fatal?: boolean;
}

/** Error code: the database is known to be away, so that it was not asked. */
export const unavailable = 'DATABASE_UNAVAILABLE';
/** Error code: the connection was lost during COMMIT. Only a look at the database can tell what is stored. */
export const outcomeUnknown = 'COMMIT_OUTCOME_UNKNOWN';
/** Error code: the database had rolled the transaction back before COMMIT. Nothing of it is stored. */
export const rolledBack = 'TRANSACTION_ROLLED_BACK';

/** MySQL: somebody has ended the statement or the connection, or the server is going down. */
const endedByMysql = ['ER_SERVER_SHUTDOWN', 'ER_QUERY_INTERRUPTED', 'ER_CONNECTION_KILLED'];

/**
 * Whether the database itself has refused a statement. Where it has not, nobody knows what became of the statement.
 * An error of the disk below SQLite is no refusal.
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
/** Errors of drivers and pools that have no code. */
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

/** MySQL has rolled back the whole transaction, or, after a time limit, may have. */
const rollingBack = ['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT'];

/** Whether the database has rolled back the whole transaction with the statement that failed. */
export const isRollback = ({ code = '' }: DatabaseError): boolean => rollingBack.includes(code);

/** Deadlock, serialization, a busy file. */
const passing = ['40P01', '40001', ...rollingBack, 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'];

/** Whether the same transaction may succeed when it is tried again at once. */
export const isPassing = ({ code = '' }: DatabaseError): boolean => passing.includes(code);

const diskFull = ['SQLITE_FULL', '53100', 'ER_DISK_FULL', 'ER_RECORD_FILE_FULL'];

/** Whether the database has no room left. */
export const isDiskFull = ({ code = '' }: DatabaseError): boolean => diskFull.includes(code);

const readOnly = [
  '25006',
  'SQLITE_READONLY',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'ER_READ_ONLY_MODE',
];

/** Whether the database, or this connection to it, takes no writes. */
export const isReadOnly = ({ code = '' }: DatabaseError): boolean =>
  readOnly.some((one) => code === one || code.startsWith(`${one}_`));

/** Whether it is the database's state that makes statements fail, not what they say. */
export const isOutage = (error: DatabaseError): boolean =>
  isConnectionLost(error) || isDiskFull(error) || isReadOnly(error);
