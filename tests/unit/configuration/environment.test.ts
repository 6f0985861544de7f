import {
  choice,
  databaseUrl,
  flag,
  number,
  multiples,
  redisUrl,
  secret,
  secrets,
  wholeNumber,
} from '../../../config/checks/environment';

const env = (value?: string) => () => value;

describe('the environment', () => {
  it.each([
    [
      () => wholeNumber(env('80x'), 'PORT', 1337, [1, 65535]),
      'PORT must be a whole number from 1 to 65535, got "80x"',
    ],
    [
      () => wholeNumber(env('70000'), 'PORT', 1337, [1, 65535]),
      'PORT must be a whole number from 1 to 65535, got "70000"',
    ],
    ...['0', '61', '0,5', '1e1', '-1', 'fast'].map((text): [() => unknown, string] => [
      () => number(env(text), 'FOLD_SECONDS', 1, [0.05, 60]),
      `FOLD_SECONDS must be a number from 0.05 to 60, got "${text}"`,
    ]),
    [() => flag(env('yes'), 'DATABASE_SSL', false), 'DATABASE_SSL must be true or false, got "yes"'],
    [
      () => choice(env('oracle'), 'DATABASE_CLIENT', ['sqlite', 'mysql']),
      'DATABASE_CLIENT must be one of sqlite, mysql, got "oracle"',
    ],
    [() => secret(env(), 'JWT_SECRET'), 'JWT_SECRET must be a secret of at least 16 characters'],
    [
      () => secret(env('tobemodified-tobemodified'), 'JWT_SECRET'),
      'JWT_SECRET must be a secret of at least 16 characters',
    ],
    [
      () => secrets(env('a-secret-of-enough-characters,short'), 'APP_KEYS'),
      'APP_KEYS must be a secret of at least 16 characters',
    ],
    [
      () => databaseUrl(env('mysql://h/d'), 'DATABASE_URL', ['postgres:']),
      'DATABASE_URL must be an address like postgres://user:password@host:port/database',
    ],
    [
      () => databaseUrl(env('postgres://h'), 'DATABASE_URL', ['postgres:']),
      'DATABASE_URL must be an address like',
    ],
    [
      () => databaseUrl(env('postgres://h/d?sslmode=require'), 'DATABASE_URL', ['postgres:']),
      'DATABASE_URL must be an address like postgres://user:password@host:port/database, and DATABASE_SSL',
    ],
    [() => databaseUrl(env('postgres://u:50%@h/d'), 'DATABASE_URL', ['postgres:']), 'DATABASE_URL must be'],
    [
      () => redisUrl(env('http://h:6379'), 'REDIS_URL'),
      'REDIS_URL must be an address like redis://user:password@host:port/database, or rediss://… for TLS',
    ],
    ...['203.0.113.0/24', '203.0.113.0/24=0', 'carrier=20', '203.0.113.1=5=6', '203.0.113.1=1e3'].map(
      (text): [() => unknown, string] => [
        () => multiples(env(text), 'SHARED_ADDRESSES'),
        `SHARED_ADDRESSES must be addresses and ranges with a number from 1 to 10000 each, such as 203.0.113.0/24=20, got "${text}"`,
      ],
    ),
    [() => redisUrl(env('redis://h/first'), 'REDIS_URL'), 'REDIS_URL must be an address like'],
    [() => redisUrl(env('redis://u:50%@h'), 'REDIS_URL'), 'REDIS_URL must be an address like'],
  ])('is refused by name and limit: %#', (read, message) => {
    expect(read).toThrow(message);
  });

  it('errors repeat neither secrets nor addresses with passwords', () => {
    const message = (read: () => unknown): string => {
      try {
        return String(read());
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(message(() => secret(env('hunter2'), 'JWT_SECRET'))).not.toContain('hunter2');
    expect(message(() => databaseUrl(env('http://u:hunter2@h/d'), 'DATABASE_URL', ['mysql:']))).not.toContain(
      'hunter2',
    );
    expect(message(() => redisUrl(env('http://u:hunter2@h'), 'REDIS_URL'))).not.toContain('hunter2');
  });

  it('uses the default where a variable is missing or empty', () => {
    expect(wholeNumber(env(), 'PORT', 1337, [1, 65535])).toBe(1337);
    expect(flag(env(''), 'X', true)).toBe(true);
    expect([number(env(), 'X', 1, [0.05, 60]), number(env('0.05'), 'X', 1, [0.05, 60])]).toEqual([1, 0.05]);
    expect(choice(env(), 'DATABASE_CLIENT', ['sqlite', 'mysql'])).toBe('sqlite');
    expect(databaseUrl(env(), 'DATABASE_URL', ['mysql:'])).toBeUndefined();
    expect(redisUrl(env(''), 'REDIS_URL')).toBeUndefined();
  });
});
