import { defaults } from '../../../src/plugins/content-tracker/server/src/config';

/**
 * General rules in the manner of the lists that blockers use: words that stand there for every site. Rules for one
 * site or one host are no concern of this test. `*` is any text, `^` a character that ends a word of an address.
 */
const rules = [
  ...[
    '/beacon.js',
    '/beacon/',
    '/beacon?',
    '-beacon.',
    '/track.js',
    '/tracker.js',
    '/tracker/',
    '/track/',
    '/track?',
  ],
  ...[
    '-tracker.',
    '-tracking.',
    '-tracking/',
    '/tracking.',
    '/tracking/',
    '.tracking.js',
    'content-tracking.',
  ],
  ...[
    '/analytics.',
    '/analytics/',
    '-analytics.',
    '/stats.js',
    '/stats/',
    '/stats?',
    '/stat.js',
    '/metrics.',
  ],
  ...[
    '/collect?',
    '/collect^',
    '/collector.',
    '/counter.',
    '/counter/',
    '/hit?',
    '/hits/',
    '/log?',
    '/logger.',
  ],
  ...[
    '/pageview',
    '/page-view',
    '/page_view',
    '/pageviews/',
    '/viewcount',
    '/view_count',
    '/view?',
    '/views?',
  ],
  ...[
    '/count/view',
    '/track_view',
    '-track-view',
    '/pixel.',
    '/pixel?',
    '/ping?',
    '/event?',
    '/fingerprint.js',
  ],
  ...[
    '/api/track',
    '/api/event^',
    '/api/stat',
    '/api/*/track',
    '/api/pageview',
    '/visit.js',
    '/visitor.',
    '/rum.js',
  ],
];

/** Whether a rule is found in an address, as blockers look for it: anywhere, without regard to case. */
const matches = (rule: string, url: string): boolean =>
  new RegExp(
    [...rule]
      .map((sign) => {
        if (sign === '*') return '.*';
        return sign === '^' ? '([^\\w.%-]|$)' : sign.replace(/[.?+$(){}[\]\\|]/, '\\$&');
      })
      .join(''),
    'i',
  ).test(url);

const hits = (path: string): string[] =>
  rules.filter((rule) => matches(rule, `https://cms.example.org${path}`));

describe('general rules of blockers', () => {
  it.each([
    ['the script', defaults.scriptPath],
    ['the script, with a version', `${defaults.scriptPath}?v=2`],
    ['reports', '/api/content-tracker/views'],
    ['the paths that the README proposes below the own domain: the script', '/newsroom/read.js'],
    ['the paths that the README proposes below the own domain: reports', '/newsroom/views'],
  ])('leave alone %s', (_, path) => expect(hits(path)).toEqual([]));

  it.each([
    ['/content-tracker/beacon.js', ['/beacon.js']],
    ['/content-tracker/tracker.js', ['/tracker.js']],
    ['/content-tracking.js', ['-tracking.', 'content-tracking.']],
    ['/collect', ['/collect^']],
    ['/collection', []],
    ['/api/v1/Track', ['/api/*/track']],
  ])('know %s', (path, found) => expect(hits(path)).toEqual(found));
});
