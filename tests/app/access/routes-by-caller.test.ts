import {
  asAdmin,
  asEditorWho,
  asProgram,
  asPublic,
  createCall,
  editor,
  publishArticle,
  view,
} from '../../clients/client';
import { adminRoutes, contentRoutes } from '../../../src/plugins/content-tracker/server/src/routes';
import { routes as webhookRoutes } from '../../../src/plugins/webhook-delivery/server/src/routes';
import { createApiToken, createMember, createReader } from '../../clients/callers';

// Who is answered what, of everything that the content API and the two plugins have.
// The columns: nobody, a forged token, a reader who has signed in; API tokens: read-only, of their own without a
// permission, with find and readDrafts, with the batch, full access; administrators: without a permission, Author,
// Editor, Super Admin.
const table = `
GET    /api/articles                                         200 401 200 200 403 200 403 200 401 401 401 401
GET    /api/articles?status=draft                            403 401 403 403 403 200 403 200 401 401 401 401
GET    /api/articles?publicationFilter=never-published       403 401 403 403 403 200 403 200 401 401 401 401
GET    /api/articles/PUBLISHED                               200 401 200 200 403 200 403 200 401 401 401 401
GET    /api/articles/DRAFT                                   404 401 404 404 403 404 403 404 401 401 401 401
GET    /api/articles/DRAFT?status=draft                      403 401 403 403 403 200 403 200 401 401 401 401
GET    /api/authors                                          200 401 200 200 403 200 403 200 401 401 401 401
GET    /api/authors?populate=articles                        200 401 200 200 403 200 403 200 401 401 401 401
GET    /api/authors?populate=articles&status=draft           403 401 403 403 403 200 403 200 401 401 401 401
GET    /api/authors?sort=articles.title                      400 401 400 400 403 400 403 400 401 401 401 401
GET    /api/events                                           200 401 200 200 403 200 403 200 401 401 401 401
GET    /api/events?status=draft                              403 401 403 403 403 200 403 200 401 401 401 401
POST   /api/articles                                         403 401 403 403 403 403 403 400 401 401 401 401
PUT    /api/articles/PUBLISHED                               403 401 403 403 403 403 403 400 401 401 401 401
DELETE /api/articles/NOTHING                                 403 401 403 403 403 403 403 204 401 401 401 401
GET    /api/users                                            403 401 403 200 403 403 403 200 401 401 401 401
GET    /api/upload/files                                     403 401 403 200 403 403 403 200 401 401 401 401
GET    /api/content-tracker/most-viewed?type=article         200 401 200 200 403 403 403 200 401 401 401 401
GET    /api/content-tracker/most-viewed?type=article&status=draft 400 401 400 400 403 403 403 400 401 401 401 401
GET    /api/content-tracker/trending?type=article            200 401 200 200 403 403 403 200 401 401 401 401
GET    /api/content-tracker/views/article/PUBLISHED          200 401 200 200 403 403 403 200 401 401 401 401
GET    /api/content-tracker/views/article/DRAFT              404 401 404 404 403 403 403 404 401 401 401 401
GET    /api/content-tracker/publishing/article/PUBLISHED     200 401 200 200 403 403 403 200 401 401 401 401
GET    /api/content-tracker/publishing/article/DRAFT         404 401 404 404 403 403 403 404 401 401 401 401
POST   /api/content-tracker/views/batch                      403 401 403 403 403 403 400 400 401 401 401 401
GET    /content-tracker/site                                 401 401 401 401 401 401 401 401 200 200 200 200
GET    /content-tracker/schedule?type=article&documentIds=DRAFT 401 401 401 401 401 401 401 401 403 200 200 200
GET    /content-tracker/schedule/article/DRAFT               401 401 401 401 401 401 401 401 403 403 200 200
PUT    /content-tracker/schedule/article/DRAFT               401 401 401 401 401 401 401 401 403 403 400 400
POST   /content-tracker/schedule/article/DRAFT/confirmation  401 401 401 401 401 401 401 401 403 403 200 200
DELETE /content-tracker/schedule/article/DRAFT               401 401 401 401 401 401 401 401 403 403 200 200
GET    /content-tracker/calendar?from=2026-11-01&to=2026-11-30 401 401 401 401 401 401 401 401 200 200 200 200
GET    /content-tracker/home/scheduled                       401 401 401 401 401 401 401 401 200 200 200 200
GET    /content-tracker/home/most-viewed                     401 401 401 401 401 401 401 401 403 200 200 200
GET    /content-tracker/home/just-published                  401 401 401 401 401 401 401 401 403 200 200 200
GET    /content-tracker/most-viewed?type=article             401 401 401 401 401 401 401 401 403 200 200 200
GET    /content-tracker/most-viewed.csv?type=article         401 401 401 401 401 401 401 401 403 403 403 200
GET    /content-tracker/trending?type=article                401 401 401 401 401 401 401 401 403 200 200 200
GET    /content-tracker/trending.csv?type=article            401 401 401 401 401 401 401 401 403 403 403 200
GET    /content-tracker/views?type=article                   401 401 401 401 401 401 401 401 403 403 200 200
GET    /content-tracker/views.csv?type=article               401 401 401 401 401 401 401 401 403 403 403 200
GET    /content-tracker/views/article/PUBLISHED              401 401 401 401 401 401 401 401 403 403 200 200
GET    /content-tracker/views/article/DRAFT                  401 401 401 401 401 401 401 401 403 403 200 200
GET    /content-tracker/publishing/article/PUBLISHED         401 401 401 401 401 401 401 401 403 403 200 200
GET    /content-tracker/publishing/article/DRAFT             401 401 401 401 401 401 401 401 403 403 200 200
POST   /content-tracker/publishing/article/DRAFT/correction  401 401 401 401 401 401 401 401 403 403 400 400
POST   /content-tracker/views/article/DRAFT/removal          401 401 401 401 401 401 401 401 403 403 403 400
GET    /content-tracker/floods                               401 401 401 401 401 401 401 401 403 200 200 200
GET    /content-tracker/refusals                             401 401 401 401 401 401 401 401 403 403 200 200
GET    /content-tracker/refusals.csv                         401 401 401 401 401 401 401 401 403 403 403 200
GET    /webhook-delivery/endpoints                           401 401 401 401 401 401 401 401 403 403 403 200
GET    /webhook-delivery/failing                             401 401 401 401 401 401 401 401 403 403 403 200
GET    /webhook-delivery/deliveries                          401 401 401 401 401 401 401 401 403 403 403 200
GET    /webhook-delivery/deliveries/0                        401 401 401 401 401 401 401 401 403 403 403 404
POST   /webhook-delivery/deliveries/0/again                  401 401 401 401 401 401 401 401 403 403 403 404
POST   /webhook-delivery/endpoints/0/again                   401 401 401 401 401 401 401 401 403 403 403 400
POST   /webhook-delivery/endpoints/0/test                    401 401 401 401 401 401 401 401 403 403 403 404
POST   /webhook-delivery/endpoints/0/confirmation            401 401 401 401 401 401 401 401 403 403 403 404
POST   /webhook-delivery/endpoints/0/giving-up               401 401 401 401 401 401 401 401 403 403 403 404
POST   /webhook-delivery/resumption                          401 401 401 401 401 401 401 401 403 403 403 400
PUT    /webhook-delivery/endpoints/0/scope                   401 401 401 401 401 401 401 401 403 403 403 404
POST   /webhook-delivery/endpoints/0/secret                  401 401 401 401 401 401 401 401 403 403 403 404
POST   /webhook-delivery/endpoints/0/secret/rotation         401 401 401 401 401 401 401 401 403 403 403 404
POST   /api/content-tracker/views                            400 400 400 400 400 400 400 400 400 400 400 400
GET    /content-tracker/read.js                              200 200 200 200 200 200 200 200 200 200 200 200
GET    /content-tracker/beacon.js                            200 200 200 200 200 200 200 200 200 200 200 200
`;

const rows = table
  .trim()
  .split('\n')
  .map((line) => {
    const [method = '', path = '', ...statuses] = line.trim().split(/\s+/);
    return { method: method as 'GET', path, statuses: statuses.map(Number) };
  });

let callers: (typeof asAdmin)[];
let ids: { PUBLISHED: string; DRAFT: string };

beforeAll(async () => {
  const published = (await publishArticle({ title: 'Ai được xem gì' })).documentId;
  await view(published);
  const draft = await asAdmin('POST', `${editor()}?locale=vi`, { title: 'Ai được xem nháp', body: '…' });
  ids = { PUBLISHED: published, DRAFT: draft.body.data.documentId };
  const find = ['article', 'author', 'event'].flatMap((type) =>
    ['find', 'findOne', ...(type === 'author' ? [] : ['readDrafts'])].map(
      (action) => `api::${type}.${type}.${action}`,
    ),
  );
  const token = async (permissions: readonly string[]) =>
    createCall(await createApiToken('custom', permissions));
  callers = [
    asPublic,
    createCall('forged'),
    createCall(await createReader()),
    createCall(await createApiToken('read-only')),
    await token(['plugin::users-permissions.auth.logout']),
    await token(find),
    await token(['plugin::content-tracker.batch.report']),
    asProgram,
    await asEditorWho([]),
    await createMember('strapi-author'),
    await createMember('strapi-editor'),
    asAdmin,
  ];
});

describe('every route and every kind of caller', () => {
  it('gets the answer that the table has for this route and caller', async () => {
    const found: string[] = [];
    for (const { method, path } of rows) {
      const asked = path.replace('PUBLISHED', ids.PUBLISHED).replace('DRAFT', ids.DRAFT);
      const statuses: number[] = [];
      for (const call of callers) {
        const { status } = await call(method, asked, method === 'GET' ? undefined : {});
        statuses.push(status);
      }
      found.push(`${method.padEnd(7)}${path.padEnd(54)}${statuses.join(' ')}`);
    }
    console.log(found.join('\n'));
    const expected = rows.map(
      ({ method, path, statuses }) => `${method.padEnd(7)}${path.padEnd(54)}${statuses.join(' ')}`,
    );
    expect(found).toEqual(expected);
  });

  it('has every route of the plugins in the table', () => {
    const known = rows.map(({ method, path }) =>
      [
        method,
        (path.split('?')[0] as string).replace(/PUBLISHED|DRAFT/, ':documentId').replace('/0', '/:id'),
      ].join(' '),
    );
    const routes = [
      ...contentRoutes.map(({ method, path }) => [method, `/api/content-tracker${path}`]),
      ...adminRoutes.map(({ method, path }) => [method, `/content-tracker${path}`]),
      ...webhookRoutes.map(({ method, path }) => [method, `/webhook-delivery${path}`]),
    ].map(([method, path = '']) => `${method} ${path.replace(':type', 'article')}`);
    expect(routes.length).toBeGreaterThan(30);
    expect(routes.filter((route) => !known.includes(route))).toEqual([]);
  });
});
