// npm run strapi -- COMMAND…: Strapi's own commands, after the same preparation as npm start. Without the builds of the
// plugins, a command would drop their tables.
import { spawnSync } from 'node:child_process';
import { prepare, root } from './prepare.mjs';

prepare();
const { status } = spawnSync('npx', ['--no-install', 'strapi', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
