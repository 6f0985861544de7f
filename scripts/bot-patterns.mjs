// Measures the patterns of the lists of bots against agents of readers, prints those that hit readers, and writes
// left-out.json, which the filter reads. Part of content-tracker's build, so that an update of a list is measured.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import { linesOf } from './lines.mjs';
import { loadTypeScript } from './typescript.mjs';

const server = fileURLToPath(new URL('../src/plugins/content-tracker/server', import.meta.url));
const reporting = path.join(server, 'src', 'reporting');

/** @type {typeof import('../src/plugins/content-tracker/server/src/reporting/bot-patterns')} */
const { knownBots, isLeftOut, leftOutOf, measurePatterns } = loadTypeScript(
  path.join(reporting, 'bot-patterns.ts'),
);

const readers = linesOf(path.join(server, 'bots', 'readers.txt'));
const findings = measurePatterns(readers, knownBots);
console.log(
  `Patterns that hit some of ${readers.length} readers; bots are those of ${knownBots.length} that they tell:`,
);
for (const finding of findings) {
  const { list, pattern, readers: hit, readersLost, bots, botsLost } = finding;
  const verdict = isLeftOut(finding) ? 'left out' : readersLost > 0 ? 'COSTS READERS' : 'kept';
  const figures = `${hit.length} readers, ${readersLost} lost; ${bots} bots, ${botsLost} by it alone`;
  console.log(`${verdict}: ${list} ${pattern} (${figures}): ${hit[0]}`);
}
fs.writeFileSync(
  path.join(reporting, 'left-out.json'),
  `${JSON.stringify(leftOutOf(findings), undefined, 2)}\n`,
);
