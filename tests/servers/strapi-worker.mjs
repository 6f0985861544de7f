// A Strapi in a process of its own, on the database that the environment names: it runs the functions that a test
// sends as text, and answers with their results. See strapi-process.ts.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.env.NODE_ENV = 'production';
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const appDir = process.env.APP_DIR ?? root;
process.chdir(appDir);
const { createStrapi } = createRequire(path.join(appDir, 'package.json'))('@strapi/strapi');
const strapi = createStrapi({ appDir, distDir: path.join(appDir, 'dist') });
const options = JSON.parse(process.env.STRAPI_OPTIONS ?? '[]');
const set = strapi.config.set.bind(strapi.config);
// Strapi sets the configuration of a plugin only when it loads the plugin, so the values are set again then.
strapi.config.set = (/** @type {any} */ path, /** @type {any} */ value) => {
  set(path, value);
  for (const [option, wanted] of options) if (option.startsWith(`${path}.`)) set(option, wanted);
  return strapi.config;
};
for (const [option, value] of options) set(option, value);

const answer = async (/** @type {() => Promise<unknown>} */ work) => {
  try {
    process.send?.({ result: await work() });
  } catch (error) {
    process.send?.({ error: /** @type {Error} */ (error).message });
  }
};

process.on('message', (/** @type {{ source: string, args: unknown[] }} */ { source, args }) =>
  answer(() => (0, eval)(`(${source})`)(strapi, ...args)),
);
process.on('disconnect', () => strapi.destroy().then(() => process.exit(0)));
await answer(async () => void (await strapi.load()));
