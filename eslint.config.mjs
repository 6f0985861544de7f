import js from '@eslint/js';
import ts from 'typescript-eslint';
import { arrows } from './scripts/lint/arrows.mjs';
import functionLength from './scripts/lint/function-length.cjs';

const environment = { object: 'process', property: 'env' };
const timeAndChance = [
  { object: 'Date', property: 'now', message: 'Take the time as an argument.' },
  { object: 'Math', property: 'random', message: 'Take the randomness as an argument.' },
];
const currentDate = 'NewExpression[callee.name="Date"][arguments.length=0]';
const doorsOfTime = [
  'src/boot/*.ts',
  'src/operations/*.ts',
  'src/importer/cli.ts',
  'src/plugins/content-tracker/server/src/tracker.ts',
  'src/plugins/webhook-delivery/server/src/delivery-context.ts',
  // A migration runs once, by itself.
  'src/**/*.migration.ts',
];

export default ts.config(
  {
    ignores: ['**/dist/', '.strapi/', '.tmp/', '.cache/', 'coverage/', 'types/generated/', 'public/'],
  },
  js.configs.recommended,
  ...ts.configs.recommended,
  {
    rules: {
      complexity: ['error', 12],
      curly: ['error', 'multi-line', 'consistent'],
      eqeqeq: 'error',
      'max-lines': ['error', 300],
      'no-console': 'error',
      'no-param-reassign': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // What runs in a newsroom; tests and scripts may be longer.
    files: ['src/**/*.{ts,tsx}', 'config/**/*.ts'],
    plugins: { newsroom: { rules: { 'function-length': functionLength } } },
    rules: {
      'max-lines': ['error', 200],
      'newsroom/function-length': ['error', { max: 60 }],
    },
  },
  {
    // The environment is read in config/ and handed on from there.
    files: ['src/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', environment] },
  },
  {
    // Time and randomness are arguments; what starts and composes hands them on.
    files: ['src/**/*.ts'],
    ignores: ['**/admin/**', ...doorsOfTime],
    rules: {
      'no-restricted-properties': ['error', environment, ...timeAndChance],
      'no-restricted-syntax': ['error', { selector: currentDate, message: 'Take the time as an argument.' }],
    },
  },
  ...arrows,
  {
    files: ['scripts/**', 'tests/**', 'src/importer/cli.ts', 'src/shared-fields/cli.ts'],
    languageOptions: {
      globals: { console: 'readonly', process: 'readonly', setTimeout: 'readonly', fetch: 'readonly' },
    },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['scripts/**', 'tests/**'],
    rules: { 'max-lines': ['error', 400] },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', module: 'writable', require: 'readonly' },
    },
  },
  {
    // Another project, as people write it in JavaScript.
    files: ['tests/packages/project/**/*.js'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // What comes over HTTP has the shape that the test says it has.
    files: ['tests/**/*.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
);
