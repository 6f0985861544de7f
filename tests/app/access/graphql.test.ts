import fs from 'node:fs';
import path from 'node:path';
import {
  asAdmin,
  asProgram,
  databaseName,
  editor,
  publishArticle,
  sharedDatabase,
} from '../../clients/client';
import { root, scratch } from '../../servers/databases';
import { bootStrapi, type StrapiProcess } from '../../servers/strapi-process';
import { freePort } from '../../servers/newsroom';
import { createApiToken } from '../../clients/callers';

/** The newsroom as somebody has it who has installed Strapi's GraphQL plugin: it stands in package.json. */
const installGraphql = (): string => {
  const home = path.join(scratch, `graphql-${databaseName}`);
  fs.rmSync(home, { recursive: true, force: true });
  fs.mkdirSync(home, { recursive: true });
  for (const name of [
    'config',
    'database',
    'dist',
    'node_modules',
    'public',
    'src',
    'tsconfig.json',
    '.env',
  ]) {
    fs.symlinkSync(path.join(root, name), path.join(home, name));
  }
  const own = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  own.dependencies['@strapi/plugin-graphql'] = own.devDependencies['@strapi/plugin-graphql'];
  fs.writeFileSync(path.join(home, 'package.json'), JSON.stringify(own));
  return home;
};

let inside: StrapiProcess;
let url: string;
let home: string;
let author: string;
let event: string;

const ask = async (query: string, token?: string): Promise<{ data: any; text: string }> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  return { data: JSON.parse(text).data, text };
};

beforeAll(async () => {
  home = installGraphql();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  author = (await asProgram('POST', '/api/authors', { data: { name: 'Tác giả GraphQL' } })).body.data
    .documentId;
  const { documentId } = await publishArticle({ title: 'Bài công khai', author });
  const draft = { title: 'KINQL', body: '…', author: { connect: [{ documentId: author }] } };
  await asAdmin('POST', `${editor()}?locale=vi`, draft);
  const secret = {
    title: 'KINQL sự kiện',
    startsAt: '2026-03-01T01:00:00.000Z',
    timeZone: 'UTC',
    eventStatus: 'scheduled',
  };
  event = (await asAdmin('POST', `${editor('api::event.event')}?locale=vi`, secret)).body.data.documentId;
  await asAdmin('PUT', `${editor()}/${documentId}?locale=vi`, {
    title: 'Bài có sự kiện',
    body: '…',
    event: { connect: [{ documentId: event, locale: 'vi' }] },
  });
  inside = await bootStrapi(sharedDatabase, {
    env: { APP_DIR: home },
    options: { 'server.port': port, 'server.host': '127.0.0.1' },
  });
  await inside.run(async (strapi: any) => {
    strapi.server.mount();
    await new Promise((resolve) =>
      strapi.server.listen(strapi.config.get('server.port'), '127.0.0.1', resolve),
    );
  });
});
afterAll(async () => {
  await inside?.stop();
  fs.rmSync(home, { recursive: true, force: true });
});

describe('GraphQL, where somebody installs it', () => {
  it('exposes none of the plugins’ tables, neither to read nor to write', async () => {
    const names = await inside.run(async (strapi: any): Promise<string[]> =>
      Object.keys(strapi.plugin('graphql').service('content-api').buildSchema().getTypeMap()),
    );
    expect(names).toEqual(expect.arrayContaining(['Article', 'Author', 'Event']));
    expect(names.filter((name) => /ContentTracker|WebhookDelivery|ImportedFile/.test(name))).toEqual([]);
  });

  it.each([
    '{ articles(status: DRAFT) { title } }',
    '{ articles(publicationFilter: "never-published", status: DRAFT) { title } }',
    '{ authors { articles(filters: { title: { startsWith: "KINQL" } }) { title } } }',
    '{ authors { articles_connection { nodes { title } } } }',
    '{ authors(filters: { articles: { title: { startsWith: "KINQL" } } }) { name } }',
    '{ authors(sort: "articles.title") { name } }',
    '{ articles(status: DRAFT) { event { title } } }',
  ])('shows no drafts to the public and to read-only tokens: %s', async (query) => {
    for (const token of [undefined, await createApiToken('read-only')]) {
      const { data, text } = await ask(query, token);
      expect(text).not.toContain('KINQL');
      expect(text).not.toContain('Tác giả GraphQL"}]}');
      if (query.includes('filters: { articles')) expect(data?.authors ?? []).toEqual([]);
    }
  });

  it('shows drafts with the permission readDrafts of each type', async () => {
    const find = ['article', 'author', 'event'].map((type) => `api::${type}.${type}.find`);
    const query =
      '{ articles(status: DRAFT, filters: { title: { eq: "Bài có sự kiện" } }) { title event { title } } }';
    const one = await ask(
      query,
      await createApiToken('custom', [...find, 'api::article.article.readDrafts']),
    );
    expect(one.text).not.toContain('KINQL');
    const both = ['api::article.article.readDrafts', 'api::event.event.readDrafts'];
    const { data } = await ask(query, await createApiToken('custom', [...find, ...both]));
    expect(data.articles).toEqual([{ title: 'Bài có sự kiện', event: { title: 'KINQL sự kiện' } }]);
  });

  it('returns from a mutation relations to published rows only', async () => {
    const find = ['article', 'author'].map((type) => `api::${type}.${type}.find`);
    const token = await createApiToken('custom', [...find, 'api::author.author.update']);
    const { data, text } = await ask(
      `mutation { updateAuthor(documentId: "${author}", data: { jobTitle: "Phóng viên" }) { articles { title } } }`,
      token,
    );
    expect([data?.updateAuthor?.articles, text.includes('KINQL')]).toEqual([
      [{ title: 'Bài công khai' }],
      false,
    ]);
  });

  it('follows three relations at most, and returns a hundred rows of each', async () => {
    const own = 'filters: { name: { eq: "Tác giả GraphQL" } }';
    const three = `{ authors(${own}) { articles { author { articles { title } } } } }`;
    expect((await ask(three)).text).toContain('Bài công khai');
    const four = await ask('{ authors { articles { author { articles { author { name } } } } } }');
    expect(four.text).toContain('relations must not be followed deeper than 3 levels');
    const many = await ask('{ authors { articles(pagination: { limit: 1000 }) { title } } }');
    expect(many.text).toContain('at most 100 rows of a relation can be requested');
  });
});
