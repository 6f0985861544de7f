// npm run test:soak -- --rounds N [--all]: crashes, lost databases and load; three rounds by default.
// --all makes outages as long and as frequent as the README promises to survive.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { prepare, root } from './prepare.mjs';

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, all: { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (!/^[1-9]\d{0,3}$/.test(values.rounds)) {
  console.error(`--rounds must be a whole number from 1 to 9999, got "${values.rounds}"`);
  process.exit(2);
}
prepare();
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(process.execPath, [jest, '--selectProjects', 'soak', '--', ...positionals], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NEWSROOM_SOAK_ROUNDS: values.rounds, NEWSROOM_SOAK_ALL: String(values.all) },
});
process.exit(status ?? 1);
