// npm run test:packages: packs the plugins and tries them in a project that somebody else has written.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { prepare, root } from './prepare.mjs';

prepare({ withApp: false });
const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  [jest, '--selectProjects', 'packages', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NEWSROOM_PACKAGES: 'true' },
  },
);
process.exit(status ?? 1);
