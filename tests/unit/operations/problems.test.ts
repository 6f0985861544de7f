import { problemOf, worse } from '../../../src/operations/problems';

describe('what an error says about the database', () => {
  const cases: [string, object, string | undefined][] = [
    ['PostgreSQL was shut down', { code: '57P01', severity: 'FATAL' }, 'away'],
    ['PostgreSQL takes no connections', { code: '53300', severity: 'FATAL' }, 'away'],
    ['the socket was reset', { code: 'ECONNRESET' }, 'away'],
    ['MySQL ended the connection', { code: 'PROTOCOL_CONNECTION_LOST', fatal: true }, 'away'],
    ['pg has no code for it', { message: 'select 1 - Connection terminated unexpectedly' }, 'away'],
    [
      'the pool is full',
      { message: 'Knex: Timeout acquiring a connection. The pool is probably full.' },
      'away',
    ],
    ['nobody knows whether COMMIT came through', { code: 'COMMIT_OUTCOME_UNKNOWN' }, 'outcome unknown'],
    ['the disk is full, SQLite', { code: 'SQLITE_FULL' }, 'disk full'],
    ['the disk is full, PostgreSQL', { code: '53100', severity: 'ERROR' }, 'disk full'],
    ['it is a standby', { code: '25006', severity: 'ERROR' }, 'read-only'],
    ['SQLite may not write', { code: 'SQLITE_READONLY_DBMOVED' }, 'read-only'],
    [
      'the transaction was over, as the connection was',
      { code: 'TRANSACTION_ROLLED_BACK', cause: Object.assign(new Error('x'), { code: 'EPIPE' }) },
      'away',
    ],
    ['a value is there twice', { code: '23505', severity: 'ERROR' }, undefined],
    ['a deadlock', { code: 'ER_LOCK_DEADLOCK', sqlState: '40001' }, undefined],
    ['the code is at fault', { message: 'x is not a function' }, undefined],
    ['Node refuses an argument', { code: 'ERR_INVALID_ARG_TYPE' }, undefined],
  ];
  it.each(cases)('%s', (_, error, problem) => {
    expect(problemOf(Object.assign(new Error('no'), error))).toBe(problem);
  });

  it('the worse of two problems decides the answer of a request', () => {
    expect(worse(undefined, 'away')).toBe('away');
    expect(worse('away', 'outcome unknown')).toBe('outcome unknown');
    expect(worse('disk full', 'away')).toBe('disk full');
  });
});
