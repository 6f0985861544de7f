// npm run import -- PATH…: builds what has changed, then imports; see src/importer.
import { createRequire } from 'node:module';
import path from 'node:path';
import { prepare, root } from './prepare.mjs';

process.env.NODE_ENV ??= 'production';
// npm runs scripts in the project's folder; the user's paths are relative to the user's folder.
const from = process.env.INIT_CWD ?? process.cwd();
prepare();
// Deprecation warnings of Strapi's drivers would only confuse the user.
Object.assign(process, { noDeprecation: true });
const { main } = createRequire(import.meta.url)(path.join(root, 'dist/src/importer/cli.js'));
process.exit(await main(process.argv.slice(2), { root, from }));
