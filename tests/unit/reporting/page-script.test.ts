import { Script } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { Linter } from 'eslint';
import { defaults } from '../../../src/plugins/content-tracker/server/src/config';
import { pageScript } from '../../../src/plugins/content-tracker/server/src/reporting/page-script';

const script = pageScript({ reports: '/api/content-tracker/views', script: defaults.scriptPath });
const browser = [
  'addEventListener',
  'document',
  'fetch',
  'location',
  'MutationObserver',
  'navigator',
  'Request',
];

describe('the script for pages', () => {
  it('is at most 1,024 bytes gzipped', () => expect(gzipSync(script).length).toBeLessThanOrEqual(1024));

  it('is the same text each time, as its integrity wants', () =>
    expect(pageScript({ reports: '/api/content-tracker/views', script: defaults.scriptPath })).toBe(script));

  it('names its paths', () =>
    expect(pageScript({ reports: '/content/x/views', script: '/r.js' })).toMatch(
      /\("\/content\/x\/views","\/r\.js"\)$/,
    ));

  it('is a classic script', () => expect(() => new Script(script)).not.toThrow());

  it.each(['script', 'module'] as const)(
    'is in the syntax of 2019, as a %s, and knows all its names',
    (sourceType) => {
      const globals = Object.fromEntries(
        [...browser, 'setTimeout', 'URL', 'window'].map((name) => [name, 'readonly']),
      );
      const rules = Object.fromEntries(
        ['no-undef', 'no-unused-vars', 'no-redeclare', 'no-shadow', 'no-const-assign'].map((rule) => [
          rule,
          'error',
        ]),
      );
      const languageOptions = { ecmaVersion: 2019, sourceType, globals } as const;
      expect(new Linter().verify(script, { languageOptions, rules } as Linter.Config)).toEqual([]);
    },
  );
});
