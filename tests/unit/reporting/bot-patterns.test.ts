import fs from 'node:fs';
import path from 'node:path';
import {
  isLeftOut,
  knownBots,
  leftOutOf,
  measurePatterns,
} from '../../../src/plugins/content-tracker/server/src/reporting/bot-patterns';
import { createBotDetector } from '../../../src/plugins/content-tracker/server/src/reporting/bots';
import leftOut from '../../../src/plugins/content-tracker/server/src/reporting/left-out.json';

const list = path.join(__dirname, '../../../src/plugins/content-tracker/server/bots/readers.txt');
const readers = fs
  .readFileSync(list, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

describe('the patterns of the lists of bots', () => {
  const findings = measurePatterns(readers, knownBots);
  const findingOf = (pattern: string) => findings.find((finding) => finding.pattern === pattern);

  it('are left out as the measurement says: else build the plugin, and commit left-out.json', () => {
    expect(leftOut).toEqual(leftOutOf(findings));
  });

  it.each(['AP3A\\.240617\\.008', 'MetaIAB Facebook', 'Viber', 'sogou', '\\b\\w+/1\\.0;'])(
    'are left out where they hit builds, apps or televisions: %s',
    (pattern) => expect(isLeftOut(findingOf(pattern) as never)).toBe(true),
  );

  it.each(['discovery', '(?:^|[^g])news(?!sapphire)'])(
    'stay where they hit names only, which the filter reads past: %s',
    (pattern) => {
      expect(findingOf(pattern)?.readersLost).toBe(0);
      expect(isLeftOut(findingOf(pattern) as never)).toBe(false);
    },
  );

  it('stay where they alone tell more than a few bots, whomever they hit', () => {
    const finding = {
      list: 'isbot',
      pattern: 'http',
      readers: ['a reader'],
      readersLost: 1,
      bots: 900,
    } as const;
    expect(isLeftOut({ ...finding, botsLost: 2 })).toBe(true);
    expect(isLeftOut({ ...finding, botsLost: 3 })).toBe(false);
  });

  it('refuse no reader of the list', () => {
    expect(readers.filter(createBotDetector([]))).toEqual([]);
  });

  it('still refuse 99.5 % of the bots of crawler-user-agents', () => {
    const refused = knownBots.filter(createBotDetector([]));
    expect(refused.length / knownBots.length).toBeGreaterThanOrEqual(0.995);
  });
});
