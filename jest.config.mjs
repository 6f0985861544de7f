// One project for the pure rules, one for each database that a real Strapi is tested on, and one for
// the admin in a real browser.
// A database or Redis takes part where its variable names a server, the browser where there is one; under CI all of
// them have to.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** @type {Record<string, string>} */
const variables = { postgres: 'TEST_POSTGRES_URL', mysql: 'TEST_MYSQL_URL' };
const chromium =
  process.env.CHROMIUM ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(fs.existsSync);
// The tests inherit the environment.
if (chromium !== undefined) process.env.CHROMIUM = chromium;

/** Soak tests take long, so they run only from scripts/soak.mjs. */
const soakRounds = Number(process.env.NEWSROOM_SOAK_ROUNDS ?? 0);
const hasRedisServer = spawnSync('redis-server', ['--version']).status === 0;

/** The tests that cannot run here, each with the reason. */
const missing = [
  ...Object.entries(variables)
    .filter(([, variable]) => !process.env[variable])
    .map(([name, variable]) => `the app tests on ${name}: ${variable} is not set`),
  ...(soakRounds > 0 && !hasRedisServer ? ['the soak test of Redis: there is no redis-server'] : []),
  ...(process.env.TEST_REDIS_URL ? [] : ['the tests with Redis: TEST_REDIS_URL is not set']),
  ...(chromium === undefined
    ? ['the tests in a browser: there is no Chromium, install it or name one in CHROMIUM']
    : []),
];
if (process.env.CI && missing.length > 0) {
  throw new Error(`Under CI nothing is skipped. ${missing.join('; ')}`);
}
const databases = ['sqlite', ...Object.keys(variables).filter((name) => process.env[variables[name] ?? ''])];
process.env.NEWSROOM_TEST_DATABASES = databases.join(',');

const shared = {
  testEnvironment: 'node',
  transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/src/plugins/[^/]+/dist'],
};

/** Tests of code that does not depend on the kind of database: they run on SQLite only. */
const onSqliteOnly = [
  '/export-and-import\\.test\\.ts$',
  '/export-while-counting\\.test\\.ts$',
  '/localization\\.test\\.ts$',
  '/same-as-strapi\\.test\\.ts$',
  '/shared-components\\.test\\.ts$',
];

/** Tests of several servers: one kind of database is enough for them. */
const onPostgresOnly = ['/several-servers\\.test\\.ts$'];

/** @type {Record<string, string[]>} */
const elsewhere = {
  sqlite: onPostgresOnly,
  postgres: onSqliteOnly,
  mysql: [...onSqliteOnly, ...onPostgresOnly],
};

const servers = {
  globalSetup: '<rootDir>/tests/servers/shared-servers.ts',
  globalTeardown: '<rootDir>/tests/servers/close-shared-servers.ts',
};

export default {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/tests/unit/**/*.test.ts'] },
    ...databases.map((database) => ({
      ...shared,
      ...servers,
      displayName: database,
      testMatch: ['<rootDir>/tests/{app,model}/**/*.test.ts'],
      globals: { database },
      testPathIgnorePatterns: elsewhere[database],
    })),
    ...(chromium === undefined
      ? []
      : [
          {
            ...shared,
            ...servers,
            globalSetup: '<rootDir>/tests/servers/browser-server.ts',
            displayName: 'browser',
            testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
          },
        ]),
    ...(soakRounds
      ? [{ ...shared, displayName: 'soak', testMatch: ['<rootDir>/tests/soak/**/*.test.ts'] }]
      : []),
    // Packing and installing take minutes: only where scripts/packages.mjs asks for it.
    ...(process.env.NEWSROOM_PACKAGES && chromium !== undefined
      ? [{ ...shared, displayName: 'packages', testMatch: ['<rootDir>/tests/packages/**/*.test.ts'] }]
      : []),
  ],
  testTimeout: 180_000 + 60_000 * soakRounds,
  maxWorkers: 2,
  reporters: ['default', ['<rootDir>/tests/summary.cjs', { missing }]],
};
