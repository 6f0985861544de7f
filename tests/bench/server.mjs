// The newsroom as `npm start` has it, with the counter that tutorials teach beside it.
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.env.NODE_ENV = 'production';
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const { createStrapi } = createRequire(import.meta.url)('@strapi/strapi');
const strapi = await createStrapi({ appDir: root, distDir: path.join(root, 'dist') }).load();
const uid = 'api::article.article';

strapi.server.router.post('/bench/tutorial', async (/** @type {any} */ ctx) => {
  const { documentId } = ctx.request.body;
  const { summary } = await strapi.documents(uid).findOne({ documentId, fields: ['summary'] });
  await strapi
    .documents(uid)
    .update({ documentId, data: { summary: String(Number(summary) + 1 || 1) }, status: 'published' });
  ctx.status = 204;
});
strapi.server.router.post('/bench/publish', async (/** @type {any} */ ctx) => {
  await strapi.documents(uid).publish({ documentId: ctx.request.body.documentId, locale: 'vi' });
  ctx.status = 204;
});
strapi.server.router.get('/bench/memory', (/** @type {any} */ ctx) => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const mebibyte = 2 ** 20;
  ctx.body = { held: (heapUsed + external) / mebibyte, resident: rss / mebibyte };
});
process.on('SIGTERM', () => strapi.destroy().then(() => process.exit(0)));
await strapi.listen();
