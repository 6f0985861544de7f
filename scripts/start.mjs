// npm start: prepares what a fresh clone lacks, then starts the server in the same process.
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import { prepare, root } from './prepare.mjs';

process.env.NODE_ENV ??= 'production';
prepare();
const { createStrapi } = createRequire(import.meta.url)('@strapi/strapi');

const create = () => {
  try {
    return createStrapi({ appDir: root, distDir: path.join(root, 'dist') });
  } catch (error) {
    // A wrong environment variable. The message names it; Strapi's stack would hide the message.
    const { message } = /** @type {Error} */ (error);
    if (!message.startsWith('Could not load js config file')) throw error;
    console.error(`\n${message.replace(/^Could not load js config file .*?\.js: /, '')}\n`);
    process.exit(1);
  }
};

/** @param {string} host @param {number} port @returns {Promise<boolean>} */
const isTaken = (host, port) =>
  new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', (error) => resolve('code' in error && error.code === 'EADDRINUSE'));
    probe.listen(port, host, () => probe.close(() => resolve(false)));
  });

const strapi = create();
const { host, port } = strapi.config.get('server');
// Strapi itself would notice only after it has changed the database.
if (await isTaken(host, port)) {
  console.error(
    `\nPort ${port} is already used, perhaps by another "npm start" in this folder: end that one, or set PORT. ` +
      'The database was not touched.\n',
  );
  process.exit(1);
}
await strapi.start();
