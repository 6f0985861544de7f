import js from '@eslint/js';
import ts from 'typescript-eslint';
import functionLength from './scripts/lint/function-length.cjs';

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
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env' }] },
  },
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
