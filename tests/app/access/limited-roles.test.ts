import { asAdmin, asEditorWho, asProgram, createCall, publishArticle, view } from '../../clients/client';
import { articles, tracker, type Grant } from '../../clients/editors';
import { createApiToken } from '../../clients/callers';

let documentId: string;
beforeAll(async () => {
  ({ documentId } = await publishArticle({ title: '=Tiêu đề kín' }));
  await view(documentId);
});

const read = tracker(['read', 'export']);
const sums = [
  '/content-tracker/views?type=article&locale=vi',
  '/content-tracker/views.csv?type=article&locale=vi',
  '/content-tracker/refusals?type=article',
  '/content-tracker/refusals.csv?type=article',
  '/content-tracker/refusals',
  '/content-tracker/refusals.csv',
];

describe('sums of views and refusals', () => {
  const onlyEnglish = [
    ...articles(['read'], { properties: { fields: ['title'], locales: ['en'] } }),
    ...read,
  ];
  const limited: [string, Grant[]][] = [
    ['may read English only', onlyEnglish],
    ['may read what they wrote', [...articles(['read'], { conditions: ['admin::is-creator'] }), ...read]],
    ['may read no article', read],
  ];
  it.each(limited)('over all documents are refused to those who %s', async (_, grants) => {
    const call = await asEditorWho(grants);
    for (const path of sums) expect([path, (await call('GET', path)).status]).toEqual([path, 403]);
  });

  it('over all documents are shown to those who may read all of them', async () => {
    const events = articles(['read'], {
      subject: 'api::event.event',
      properties: { fields: ['title'], locales: ['vi', 'en'] },
    });
    const call = await asEditorWho([...articles(['read']), ...events, ...read]);
    for (const path of sums) expect([path, (await call('GET', path)).status]).toEqual([path, 200]);
  });

  it('of one language are shown to those who may read that language', async () => {
    const call = await asEditorWho(onlyEnglish);
    expect((await call('GET', '/content-tracker/views?type=article&locale=en')).status).toBe(200);
  });

  it.each(['VI', 'Vi', 'ví', 'fr', 'vi '])(
    'are asked for in a language of the site, as it is written: not %j',
    async (locale) => {
      const asked = `locale=${encodeURIComponent(locale)}`;
      for (const [call, path] of [
        [asAdmin, `/content-tracker/views/article/${documentId}?${asked}`],
        [asAdmin, `/content-tracker/views?type=article&${asked}`],
        [asAdmin, `/content-tracker/publishing/article/${documentId}?${asked}`],
        [asProgram, `/api/content-tracker/views/article/${documentId}?${asked}`],
        [asProgram, `/api/content-tracker/publishing/article/${documentId}?${asked}`],
        [asProgram, `/api/content-tracker/most-viewed?type=article&${asked}`],
      ] as const) {
        const { status, body } = await call('GET', path);
        expect([path, status, body.error.message]).toEqual([
          path,
          400,
          expect.stringMatching(/^locale must be one of .*vi/),
        ]);
      }
    },
  );
});

describe('a view', () => {
  it.each(['VI', 'fr'])('is refused for a language that the document does not have: %s', async (locale) => {
    expect((await view(documentId, locale)).status).toBe(404);
  });
});

describe('a title', () => {
  it('is not shown in the timeline to a role that may not read that field', async () => {
    const call = await asEditorWho([
      ...articles(['read'], { properties: { fields: ['summary'], locales: ['vi', 'en'] } }),
      ...read,
    ]);
    const path = `/content-tracker/publishing/article/${documentId}`;
    const { status, body } = await call('GET', path);
    expect([status, body.data.entries.map(({ title }: any) => title)]).toEqual([200, [null]]);
    expect((await asAdmin('GET', path)).body.data.entries[0].title).toBe('=Tiêu đề kín');
  });
});

describe('the ids of a batch', () => {
  it('are separate for each API token', async () => {
    const scope = ['plugin::content-tracker.batch.report'];
    const one = createCall(await createApiToken('custom', scope));
    const other = createCall(await createApiToken('custom', scope));
    const send = async (call: typeof asAdmin, agent: string) => {
      const at = new Date().toISOString();
      const about = { type: 'article', documentId, locale: 'vi' };
      const views = [{ ...about, at, address: '198.51.100.7', agent, eventId: 'log-17-4711' }];
      return (await call('POST', '/api/content-tracker/views/batch', { views })).body.data[0];
    };
    expect(await send(one, 'curl/8.0')).toEqual({ status: 'refused', reason: 'bot' });
    const agent = `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.${Date.now() % 1000}`;
    expect(await send(other, agent)).toEqual({ status: 'counted' });
    expect(await send(other, agent)).toEqual({ status: 'duplicate' });
    expect(await send(one, agent)).toEqual({ status: 'duplicate' });
  });
});
