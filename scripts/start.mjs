// npm start: everything a fresh clone lacks, then the server, in this one process.
import { createRequire } from 'node:module';
import path from 'node:path';
import { prepare, root } from './prepare.mjs';

process.env.NODE_ENV ??= 'production';
prepare();
const { createStrapi } = createRequire(import.meta.url)('@strapi/strapi');

const create = () => {
  try {
    return createStrapi({ appDir: root, distDir: path.join(root, 'dist') });
  } catch (error) {
    // A wrong value of the environment: the sentence says which, a stack would hide it.
    const { message } = /** @type {Error} */ (error);
    if (!message.startsWith('Could not load js config file')) throw error;
    console.error(`\n${message.replace(/^Could not load js config file .*?\.js: /, '')}\n`);
    process.exit(1);
  }
};

await create().start();
