// npm run import -- PATH…: builds what is not built, then imports; see src/importer.
import { createRequire } from 'node:module';
import path from 'node:path';
import { prepare, root } from './prepare.mjs';

process.env.NODE_ENV ??= 'production';
// npm runs scripts in the project's folder; paths are meant from where the user stands.
const from = process.env.INIT_CWD ?? process.cwd();
prepare();
// What Strapi calls in its drivers is nothing that the one who imports can mend.
Object.assign(process, { noDeprecation: true });
const { main } = createRequire(import.meta.url)(path.join(root, 'dist/src/importer/cli.js'));
process.exit(await main(process.argv.slice(2), { root, from }));
