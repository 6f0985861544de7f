import fs from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import { databaseName } from '../../clients/client';
import { createDatabase, type TestDatabase } from '../../servers/databases';
import { copyProject, runInStrapi, type BootOptions } from '../../servers/strapi-process';

const article = 'api::article.article';
const schemaFile = ['api', 'article', 'content-types', 'article', 'schema.json'];

let database: TestDatabase;
let db: Knex;

beforeAll(async () => {
  database = await createDatabase(databaseName);
  db = database.connect();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** In a Strapi of its own on this database, which is stopped afterwards. */
const inside = <A extends unknown[], R>(
  booting: BootOptions,
  work: (strapi: any, ...args: A) => Promise<R>,
  ...args: A
): Promise<{ result: R; log: string }> => runInStrapi(database, booting, work, ...args);

const columnsOf = (strapi: any) => {
  const { attributes, pluginOptions } = strapi.contentType('api::article.article');
  const { viewCount, firstPublishedAt, subtitle } = attributes;
  return Promise.resolve({ viewCount, firstPublishedAt, subtitle, pluginOptions });
};

// What does not depend on the database is tried on one.
const once = databaseName === 'sqlite' ? describe : (): void => undefined;

once('the Content-Type Builder', () => {
  let project: string;
  const developing = { env: {}, options: { autoReload: true } };
  const read = (folder: string): any =>
    JSON.parse(fs.readFileSync(path.join(project, folder, ...schemaFile), 'utf8'));
  const write = (schema: object): void => {
    for (const folder of ['src', 'dist/src']) {
      fs.writeFileSync(path.join(project, folder, ...schemaFile), JSON.stringify(schema, null, 2));
    }
  };

  beforeAll(() => {
    project = copyProject();
    developing.env = { APP_DIR: project };
  });
  afterAll(() => fs.rmSync(project, { recursive: true, force: true }));

  /** As its page does: sends back all that it was given of the type, and one field more. */
  const save = async (strapi: any, field: string) => {
    const service = strapi.plugin('content-type-builder').service('schema');
    const type = (await service.getSchema()).contentTypes['api::article.article'];
    const known = type.attributes.map(({ name, ...properties }: any) => ({
      action: 'update',
      name,
      properties,
    }));
    const fresh = { action: 'create', name: field, properties: { type: 'string' } };
    const { uid, info, options, pluginOptions, kind } = type;
    const changed = { action: 'update', uid, ...info, ...options, pluginOptions, kind, options };
    await service.updateSchema({
      components: [],
      contentTypes: [{ ...changed, attributes: [...known, fresh] }],
    });
  };

  it('does not show the attributes that the tracker adds', async () => {
    const { result } = await inside(developing, async (strapi) => {
      const builder = strapi.plugin('content-type-builder');
      const schema = (await builder.service('schema').getSchema()).contentTypes['api::article.article'];
      const formatted = builder
        .service('content-types')
        .formatContentType(strapi.contentType('api::article.article'));
      return [
        schema.attributes.map(({ name }: any) => name),
        schema.pluginOptions,
        Object.keys(formatted.schema.attributes),
        formatted.schema.pluginOptions,
      ];
    });
    const names = ['title', 'slug', 'summary', 'body', 'cover', 'author', 'event', 'seo'];
    const options = { i18n: { localized: true } };
    expect(result).toEqual([names, options, names, options]);
  });

  it('adds a field to a tracked type, and everything starts again', async () => {
    const before = read('src');
    await inside(developing, save, 'subtitle');
    const after = read('src');
    expect(Object.keys(after.attributes)).toEqual([...Object.keys(before.attributes), 'subtitle']);
    expect(after.pluginOptions).toEqual(before.pluginOptions);
    write(after);
    const { result, log } = await inside(developing, columnsOf);
    expect(result).toMatchObject({ viewCount: { writable: false }, subtitle: { type: 'string' } });
    expect(log).not.toContain('content-tracker: the schema of');
  });

  it('refuses a field with the name of a tracker’s attribute', async () => {
    await expect(inside(developing, save, 'viewCount')).rejects.toThrow(
      `"viewCount" is an attribute that content-tracker adds to ${article}; choose another name`,
    );
  });

  it('may delete a type', async () => {
    const extra = path.join(project, 'dist/src/api/note/content-types/note');
    fs.mkdirSync(extra, { recursive: true });
    fs.mkdirSync(extra.replace('/dist/src/', '/src/'), { recursive: true });
    const note = {
      kind: 'collectionType',
      collectionName: 'notes',
      info: { singularName: 'note', pluralName: 'notes', displayName: 'Note' },
      attributes: { text: { type: 'string' } },
    };
    for (const folder of [extra, extra.replace('/dist/src/', '/src/')]) {
      fs.writeFileSync(path.join(folder, 'schema.json'), JSON.stringify(note));
    }
    await inside(developing, async (strapi) => {
      const service = strapi.plugin('content-type-builder').service('schema');
      await service.updateSchema({
        components: [],
        contentTypes: [{ action: 'delete', uid: 'api::note.note' }],
      });
    });
    expect(fs.existsSync(path.join(project, 'src/api/note/content-types/note/schema.json'))).toBe(false);
    fs.rmSync(path.join(project, 'dist/src/api/note'), { recursive: true });
  });

  it('may have written the tracker’s attributes into a schema: they are taken out again', async () => {
    const good = read('src');
    const { result } = await inside(developing, columnsOf);
    const { visible: _, writable: __, ...viewCount } = result.viewCount;
    const written = {
      ...good,
      pluginOptions: { ...good.pluginOptions, 'content-tracker': { tracked: true } },
      attributes: {
        ...good.attributes,
        viewCount,
        firstPublishedAt: { type: 'datetime', configurable: false },
      },
    };
    write(written);
    const production = await inside({ env: developing.env }, columnsOf);
    expect(production.result.viewCount).toMatchObject({ writable: false, visible: true });
    const what = `the schema of ${article} holds what the tracker adds by itself: viewCount, firstPublishedAt, pluginOptions.content-tracker`;
    const file = path.join('src', ...schemaFile);
    expect(production.log).toContain(`content-tracker: ${what}; it is ignored, take it out of ${file}`);
    expect(read('src')).toEqual(written);
    const development = await inside(developing, columnsOf);
    expect(development.log).toContain(`content-tracker: ${what}; it was taken out of ${file}`);
    expect(read('src')).toEqual(good);
  });

  it('makes the start fail where a schema has an attribute of that name, with the path of the file', async () => {
    const good = read('src');
    write({ ...good, attributes: { ...good.attributes, viewCount: { type: 'integer' } } });
    await expect(inside(developing, columnsOf)).rejects.toThrow(
      `content-tracker: ${article} already has an attribute "viewCount" in its schema.json; rename it there, or take the type out of contentTypes in config/plugins`,
    );
    write(good);
  });

  it('may have made a single type, which is tracked like any other type', async () => {
    const homepage = {
      kind: 'singleType',
      collectionName: 'homepages',
      info: { singularName: 'homepage', pluralName: 'homepages', displayName: 'Homepage' },
      options: { draftAndPublish: true },
      attributes: { headline: { type: 'string' } },
    };
    const folder = path.join(project, 'dist/src/api/homepage/content-types/homepage');
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'schema.json'), JSON.stringify(homepage));
    const uid = 'api::homepage.homepage';
    const options = { 'plugin::content-tracker.contentTypes': [article, uid] };
    const { result } = await inside({ env: developing.env, options }, async (strapi) => {
      const documents = strapi.documents('api::homepage.homepage');
      const { documentId } = await documents.create({ data: { headline: 'Sáng nay' }, status: 'published' });
      const publishing = strapi.plugin('content-tracker').service('publishing');
      const { entries } = await publishing.timeline({ uid: 'api::homepage.homepage', documentId });
      return entries.map(({ action, title }: any) => [action, title]);
    });
    expect(result).toEqual([['published', 'Sáng nay']]);
    fs.rmSync(path.dirname(path.dirname(folder)), { recursive: true });
  });
});

once('types named in the configuration', () => {
  it('may be outdated or listed twice: the start warns and goes on', async () => {
    const options = { 'plugin::content-tracker.contentTypes': [article, 'api::aritcle.article', article] };
    const { result, log } = await inside({ options }, async (strapi) =>
      Object.keys(strapi.contentTypes).filter((uid) => 'viewCount' in strapi.contentTypes[uid].attributes),
    );
    expect(result).toEqual([article]);
    expect(log).toContain(
      'content-tracker: contentTypes in config/plugins names "api::aritcle.article", which does not exist; it is left out. There are api::article.article,',
    );
    expect(log).toContain(
      `content-tracker: contentTypes in config/plugins names "${article}" more than once`,
    );
  });

  it('may name no type at all: the start warns', async () => {
    const { log } = await inside(
      { options: { 'plugin::content-tracker.contentTypes': [] } },
      async () => null,
    );
    expect(log).toContain('content-tracker: no type is tracked; name some as contentTypes in config/plugins');
  });
});

once("a document's title", () => {
  it('is the attribute that the Content Manager uses as Entry title', async () => {
    const { result } = await inside({}, async (strapi) => {
      const types = strapi.plugin('content-manager').service('content-types');
      const type = types.findContentType('api::article.article');
      const configuration = await types.findConfiguration(type);
      const name = (mainField: string) =>
        types.updateConfiguration(type, {
          ...configuration,
          settings: { ...configuration.settings, mainField },
        });
      const documents = strapi.documents('api::article.article');
      await name('summary');
      const data = { title: 'Tiêu đề', summary: 'Tóm tắt', body: '…' };
      // Longer than what was known before counts.
      await new Promise((resolve) => setTimeout(resolve, 5100));
      const { documentId } = await documents.create({ data, status: 'published', locale: 'vi' });
      await name('title');
      const publishing = strapi.plugin('content-tracker').service('publishing');
      const { entries } = await publishing.timeline({
        uid: 'api::article.article',
        documentId,
        locale: 'vi',
      });
      return entries.map(({ title }: any) => title);
    });
    expect(result).toEqual(['Tóm tắt']);
  });
});

describe('a type that was renamed', () => {
  const old = 'api::report.report';

  it('takes over the counts and the log of its former name once, and adds them to its own', async () => {
    await inside({}, async () => null);
    const [{ document_id: id }, { document_id: other }] = await db('articles')
      .distinct('document_id')
      .where({ locale: 'vi' })
      .orderBy('document_id');
    const key = { target_document_id: id, target_locale: 'vi' };
    const hour = Math.floor(Date.now() / 3_600_000) - 5;
    const look = async () => {
      const total = await db('content_tracker_view_totals')
        .where({ ...key, type: article })
        .first();
      const hours = await db('content_tracker_view_hours')
        .where({ ...key, type: article })
        .orderBy('hour');
      const log = await db('content_tracker_publications')
        .where({ ...key, type: article })
        .orderBy('number');
      const { view_count: viewCount } = await db('articles').where({ document_id: id, locale: 'vi' }).first();
      return {
        views: Number(total?.views ?? 0),
        imported: Number(total?.imported_views ?? 0),
        hours: hours.map((row) => [Number(row.hour), Number(row.views)]),
        log: log.map(({ title, number }) => [title, Number(number)]),
        viewCount: Number(viewCount),
      };
    };
    await db('content_tracker_view_hours').insert([
      { ...key, unique_views: 1, type: article, hour, views: 1 },
      { ...key, unique_views: 1, type: old, hour, views: 1 },
      { ...key, unique_views: 1, type: old, hour: hour + 1, views: 3 },
    ]);
    const before = await look();
    await db('content_tracker_view_totals').insert({
      ...key,
      type: old,
      views: 7,
      unique_views: 1,
      imported_views: 3,
      recent_views: 4,
    });
    const entry = { ...key, type: old, at: new Date(0), action: 'published', actor_kind: 'system' };
    await db('content_tracker_publications').insert([
      { ...entry, number: 1, document_id: 'a', title: 'one' },
      { ...entry, number: 2, document_id: 'b', title: 'two' },
    ]);
    const action = {
      ...key,
      type: old,
      state: 'pending',
      due_at: 4_102_444_800_000,
      next_at: 4_102_444_800_000,
      leased_until: 0,
      attempts: 0,
      owner_id: '1',
      scheduled_at: 0,
      installation: (await db('content_tracker_scheduled_actions_installation').first('name')).name,
    };
    const unpublication = { ...action, kind: 'unpublish', open_key: `${article} ${id} vi unpublish` };
    await db('content_tracker_scheduled_actions').insert([
      { ...action, document_id: 'a', kind: 'publish', open_key: `${old} ${id} vi publish` },
      { ...unpublication, document_id: 'b', open_key: `${old} ${id} vi unpublish` },
      { ...unpublication, document_id: 'c', type: article },
    ]);
    const scheduled = async () =>
      (await db('content_tracker_scheduled_actions').orderBy('document_id')).map(
        ({ type, kind, state, open_key: openKey }) => [type, kind, state, openKey],
      );
    const options = { 'plugin::content-tracker.renamedTypes': { [old]: article } };
    const said = await inside({}, async () => null);
    expect(said.log).toContain(
      `scheduled actions of ${old}, which no longer exists, were withdrawn; if it was renamed, renamedTypes`,
    );
    expect(await scheduled()).toEqual([
      [old, 'publish', 'withdrawn', null],
      [old, 'unpublish', 'withdrawn', null],
      [article, 'unpublish', 'pending', unpublication.open_key],
    ]);
    expect(said.log).toContain(
      `the ledger holds counts of ${old}, which no longer exists; if it was renamed`,
    );
    // Counted before the rename, and not folded yet.
    const waiting = { v: [[old, 'vi', hour * 60, id, 5, 2]], r: [[old, 'bot', 20_000, 1]] };
    await db('content_tracker_increments').insert({ payload: JSON.stringify(waiting) });
    // As where a release that does not know the type starts once, and the one that does comes back.
    await db('content_tracker_scheduled_actions').insert({
      ...action,
      document_id: 'd',
      type: article,
      target_document_id: other,
      kind: 'publish',
      state: 'withdrawn',
      reason: 'its type is gone',
      open_key: null,
    });
    const { log } = await inside({ options }, async () => null);
    expect(log).toContain(`content-tracker: carried counts and 2 log entries of ${old} over to ${article}`);
    const carried = await look();
    expect(carried).toEqual({
      views: before.views + 12,
      imported: before.imported + 3,
      hours: [
        [hour, 7],
        [hour + 1, 3],
      ],
      log: [['one', 1], ['two', 2], ...before.log.map(([title, number]) => [title, Number(number) + 2])],
      viewCount: before.viewCount + 12,
    });
    expect(await db('content_tracker_view_totals').where({ type: old })).toEqual([]);
    expect(await scheduled()).toEqual([
      [article, 'publish', 'held', `${article} ${id} vi publish`],
      [article, 'unpublish', 'withdrawn', null],
      [article, 'unpublish', 'pending', unpublication.open_key],
      [article, 'publish', 'held', `${article} ${other} vi publish`],
    ]);
    expect(await db('content_tracker_refusal_days').pluck('type')).toEqual([article]);
    await inside({ options }, async () => null);
    expect(await look()).toEqual(carried);
  });
});
