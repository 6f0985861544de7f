import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { newReader } from './client';
import { root, scratch } from './databases';
import { createDatabase, environment, start, type Running, type TestDatabase } from './newsroom';

const strapi = (database: TestDatabase, ...args: string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const bin = path.join(root, 'node_modules', '.bin', 'strapi');
    const env = { ...environment(database), NODE_ENV: 'production' };
    execFile(bin, args, { cwd: root, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${stdout}${stderr}`.slice(-4000))) : resolve(),
    );
  });

/** What readers and frontends know of every article: count, date, and the days of its views. */
const known = async ({ url }: Running): Promise<unknown> => {
  const get = async (route: string) => (await (await fetch(`${url}/api/${route}`)).json()).data;
  const fields = 'fields[0]=slug&fields[1]=viewCount&fields[2]=firstPublishedAt';
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  const articles = await get(`articles?${fields}&sort=slug&pagination[pageSize]=100`);
  const series = await Promise.all(
    articles.map((one: any) =>
      get(`content-tracker/views/article/${one.documentId}?interval=hour&from=${yesterday}`),
    ),
  );
  const publishing = await Promise.all(
    articles.map((one: any) => get(`content-tracker/publishing/article/${one.documentId}`)),
  );
  return articles.map(({ id: _, ...article }: any, index: number) => ({
    ...article,
    publishing: publishing[index],
    views: series[index].views,
    series: series[index].series.filter((one: any) => one.views > 0),
  }));
};

it('strapi export and import bring counts, series, dates and the log along', async () => {
  const [from, to] = [await createDatabase('sqlite'), await createDatabase('sqlite')];
  const file = path.join(scratch, `transfer-${process.pid}`);
  const first = await start(from);
  const { data } = await (await fetch(`${first.url}/api/articles?fields=slug&pagination[pageSize]=3`)).json();
  for (const { documentId } of data) {
    const headers = { 'Content-Type': 'application/json', 'User-Agent': newReader() };
    const body = JSON.stringify({ type: 'article', documentId });
    await fetch(`${first.url}/api/content-tracker/views`, { method: 'POST', headers, body });
  }
  const before = await known(first);
  await first.stop();
  await strapi(from, 'export', '--no-encrypt', '--no-compress', '--file', file);
  await strapi(to, 'import', '--force', '--file', `${file}.tar`);
  const second = await start(to, { SAMPLE_CONTENT: 'false' });
  expect(await known(second)).toEqual(before);
  expect(JSON.stringify(before)).toContain('"views":1');
  expect(JSON.stringify(before)).toContain('"timesPublished":1');
  await second.stop();
  fs.rmSync(`${file}.tar`);
  await from.drop();
  await to.drop();
});
