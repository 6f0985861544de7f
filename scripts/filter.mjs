// node scripts/filter.mjs [--counted | --refused] LIST…: how many agents of each list (a text file, one agent a line)
// the filter of content-tracker takes for bots. With a flag it prints the agents that are counted, or refused.
import { Buffer } from 'node:buffer';
import path from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import { linesOf } from './lines.mjs';
import { loadTypeScript } from './typescript.mjs';

/** @type {typeof import('../src/plugins/content-tracker/server/src/reporting/bots')} */
const { createBotDetector } = loadTypeScript(
  fileURLToPath(new URL('../src/plugins/content-tracker/server/src/reporting/bots.ts', import.meta.url)),
);
const isBot = createBotDetector([]);

const args = process.argv.slice(2);
for (const file of args.filter((arg) => !arg.startsWith('--'))) {
  const agents = linesOf(file);
  // As Node reads a header that holds UTF-8.
  const refused = agents.filter((agent) => isBot(Buffer.from(agent).toString('latin1')));
  const share = ((100 * refused.length) / agents.length).toFixed(2);
  console.log(`${path.basename(file)}: ${agents.length} agents, ${refused.length} refused (${share} %)`);
  if (args.includes('--refused')) console.log(refused.join('\n'));
  if (args.includes('--counted')) {
    const isRefused = new Set(refused);
    console.log(agents.filter((agent) => !isRefused.has(agent)).join('\n'));
  }
}
