import fs from 'node:fs';
import path from 'node:path';
import { databaseName } from '../../clients/client';
import { createDatabase } from '../../servers/databases';
import { copyProject, runInStrapi } from '../../servers/strapi-process';

// The types of the project have no such attributes: this test gives them some.
it('shared components and dynamic zones are the same in every language, with their files', async () => {
  const project = copyProject();
  const file = path.join(project, 'dist', 'src/api/article/content-types/article/schema.json');
  const schema = JSON.parse(fs.readFileSync(file, 'utf8'));
  const shared = { pluginOptions: { i18n: { localized: false } } };
  Object.assign(schema.attributes, {
    seo: { ...schema.attributes.seo, ...shared },
    places: { type: 'component', component: 'shared.place', repeatable: true, ...shared },
    parts: { type: 'dynamiczone', components: ['shared.seo', 'shared.place'], ...shared },
  });
  fs.writeFileSync(file, JSON.stringify(schema));
  const database = await createDatabase(databaseName);
  const { result } = await runInStrapi(database, { env: { APP_DIR: project } }, async (strapi) => {
    const documents = strapi.documents('api::article.article');
    const { id: shareImage } = await strapi.db.query('plugin::upload.file').create({
      data: {
        name: 'x.png',
        hash: 'x',
        ext: '.png',
        mime: 'image/png',
        size: 1,
        url: '/x.png',
        provider: 'local',
      },
    });
    const base = { body: '…' };
    const { documentId } = await documents.create({
      data: { ...base, title: 'Một', seo: { metaTitle: 'cũ', shareImage } },
      locale: 'vi',
      status: 'published',
    });
    await documents.update({
      documentId,
      locale: 'en',
      data: { ...base, title: 'One' },
      status: 'published',
    });
    const populate = { seo: { populate: ['shareImage'] }, places: true, parts: { populate: '*' } };
    const look = async () => {
      const seen: Record<string, unknown> = {};
      for (const locale of ['vi', 'en']) {
        for (const status of ['draft', 'published']) {
          const one = await documents.findOne({ documentId, locale, status, populate });
          seen[`${locale} ${status}`] = [
            one.seo && [one.seo.metaTitle, one.seo.shareImage?.id === shareImage],
            one.places.map(({ locality }: any) => locality),
            one.parts.map((part: any) => [
              part.__component,
              part.metaTitle ?? part.locality,
              part.shareImage?.id === shareImage,
            ]),
          ];
        }
      }
      return seen;
    };
    const first = await look();
    const data = {
      seo: { metaTitle: 'mới', shareImage },
      places: [{ locality: 'Hà Nội' }, { locality: 'Huế' }],
      parts: [
        { __component: 'shared.seo', metaTitle: 'phần', shareImage },
        { __component: 'shared.place', locality: 'Vinh' },
      ],
    };
    await documents.update({ documentId, locale: 'vi', data, status: 'published' });
    const second = await look();
    await documents.update({ documentId, locale: 'en', data: { seo: null, places: [], parts: [] } });
    const third = await look();
    await documents.publish({ documentId, locale: 'en' });
    const after = await look();
    return { first, second, third, after };
  });
  const inAll = (value: unknown) =>
    Object.fromEntries(
      ['vi draft', 'vi published', 'en draft', 'en published'].map((version) => [version, value]),
    );
  const full = [
    ['mới', true],
    ['Hà Nội', 'Huế'],
    [
      ['shared.seo', 'phần', true],
      ['shared.place', 'Vinh', false],
    ],
  ];
  const empty = [null, [], []];
  expect(result.first).toEqual(inAll([['cũ', true], [], []]));
  expect(result.second).toEqual(inAll(full));
  expect(result.third).toEqual({ ...inAll(full), 'vi draft': empty, 'en draft': empty });
  expect(result.after).toEqual(inAll(empty));
  fs.rmSync(project, { recursive: true, force: true });
  await database.drop();
});
