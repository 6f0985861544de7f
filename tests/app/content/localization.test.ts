import fs from 'node:fs';
import path from 'node:path';
import { databaseName } from '../../clients/client';
import { createDatabase } from '../../servers/databases';
import { copyProject, runInStrapi } from '../../servers/strapi-process';

const schemaFile = ['api', 'article', 'content-types', 'article', 'schema.json'];

it('that is switched off and on again keeps the counts, dates and log of a type', async () => {
  const database = await createDatabase(databaseName);
  const project = copyProject();
  const booting = { env: { APP_DIR: project, SAMPLE_CONTENT: 'false' } };
  const setLocalized = (localized: boolean): void => {
    for (const folder of ['src', 'dist/src']) {
      const file = path.join(project, folder, ...schemaFile);
      const schema = JSON.parse(fs.readFileSync(file, 'utf8'));
      schema.pluginOptions = { ...schema.pluginOptions, i18n: { localized } };
      fs.writeFileSync(file, JSON.stringify(schema, null, 2));
    }
  };
  try {
    const { result: documentId } = await runInStrapi(database, booting, async (strapi: any) => {
      const uid = 'api::article.article';
      const created = await strapi.documents(uid).create({
        locale: 'vi',
        data: { title: 'Một bài có nhiều lượt xem', body: '…' },
        status: 'published',
      });
      await strapi
        .plugin('content-tracker')
        .service('history')
        .carryOver({
          uid,
          documentId: created.documentId,
          locale: 'vi',
          firstPublishedAt: new Date('2016-10-07T04:35:00.000Z'),
          views: 8297,
        });
      return created.documentId as string;
    });

    const read = () =>
      runInStrapi(
        database,
        booting,
        async (strapi: any, id: string) => {
          const rows = await strapi.db
            .query('api::article.article')
            .findMany({ where: { documentId: id, publishedAt: { $notNull: true } } });
          const log = await strapi.db
            .query('plugin::content-tracker.publication')
            .findMany({ where: { targetDocumentId: id }, orderBy: 'number' });
          return {
            rows: rows.map((row: any) => [
              row.locale,
              row.viewCount,
              new Date(row.firstPublishedAt).toISOString(),
            ]),
            log: log.map((entry: any) => [entry.targetLocale, entry.action]),
          };
        },
        documentId,
      );
    const first = '2016-10-07T04:35:00.000Z';
    for (const localized of [false, true]) {
      setLocalized(localized);
      const locale = localized ? 'vi' : '';
      // The second start is the one that would delete the counts of documents that are gone.
      await read();
      const { result } = await read();
      expect(result.rows).toEqual([[localized ? 'vi' : null, 8297, first]]);
      expect(result.log.every(([of]: [string]) => of === locale)).toBe(true);
      expect(result.log.map(([, action]: [string, string]) => action)).toEqual(['published', 'imported']);
    }
  } finally {
    await database.drop();
    fs.rmSync(project, { recursive: true, force: true });
  }
});
