// npm run shared-fields [-- --mend]: builds what has changed, then checks; see src/shared-fields.
import { createRequire } from 'node:module';
import path from 'node:path';
import { prepare, root } from './prepare.mjs';

process.env.NODE_ENV ??= 'production';
prepare();
Object.assign(process, { noDeprecation: true });
const { main } = createRequire(import.meta.url)(path.join(root, 'dist/src/shared-fields/cli.js'));
process.exit(await main(process.argv.slice(2), root));
