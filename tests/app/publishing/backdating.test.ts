import {
  asAdmin,
  asProgram,
  asPublic,
  createCall,
  editor,
  publishArticle,
  readArticle,
} from '../../clients/client';
import {
  act,
  actionsOf,
  draftArticle,
  edit,
  entriesOf,
  expectSuccess,
  readInAdmin,
} from '../../clients/editing';

const uid = 'api::article.article';
const logPath = (documentId: string, type = 'article') => `/content-tracker/publishing/${type}/${documentId}`;
const given = { firstPublishedAt: '2016-10-07T11:35:00+07:00', reason: 'Theo bản in' };
const correct = (documentId: string, body: unknown = given, call = asAdmin, type = 'article') =>
  call('POST', `${logPath(documentId, type)}/correction`, body);
const timeline = (documentId: string, query = '', call = asPublic) =>
  call('GET', `/api/content-tracker/publishing/article/${documentId}${query}`);

const problemOf = ({ status, body }: any): [number, string, string] => [
  status,
  body.error?.details?.errors?.[0]?.path.join('.'),
  body.error?.message,
];

describe('a backdated document', () => {
  it('shows the new date to readers and editors at once, and nothing else changes', async () => {
    const published = await publishArticle({ title: 'Đăng lại từ báo in' });
    const { documentId } = published;
    const draftBefore = await readInAdmin(documentId);
    const { status, body } = await correct(documentId);
    expect(status).toBe(200);
    const firstPublishedAt = '2016-10-07T04:35:00.000Z';
    expect(body.data).toMatchObject({ type: 'article', documentId, locale: 'vi', firstPublishedAt });
    expect(await readArticle(documentId)).toEqual({ ...(await readArticle(documentId)), firstPublishedAt });
    expect(await readArticle(documentId)).toMatchObject({
      firstPublishedAt,
      publishedAt: published.publishedAt,
      updatedAt: published.updatedAt,
    });
    expect(await readInAdmin(documentId)).toMatchObject({
      status: 'published',
      firstPublishedAt,
      updatedAt: draftBefore.updatedAt,
    });
    const found = await asPublic(
      'GET',
      `/api/articles?filters[firstPublishedAt][$eq]=${firstPublishedAt}&filters[documentId][$eq]=${documentId}`,
    );
    expect(found.body.data).toHaveLength(1);
    expect((await timeline(documentId)).body.data).toMatchObject({
      firstPublishedAt,
      lastPublishedAt: published.publishedAt,
      timesPublished: 1,
    });
  });

  it('is logged with its reason, and can be set back with another reason', async () => {
    const { documentId, firstPublishedAt, publishedAt } = await publishArticle({ title: 'Sửa rồi sửa lại' });
    await correct(documentId, { ...given, reason: '  Theo bản in ' });
    const back = { firstPublishedAt, reason: 'Nhầm với bài khác' };
    expect((await correct(documentId, back)).body.data.firstPublishedAt).toBe(firstPublishedAt);
    const corrected = { firstPublishedAt: '2016-10-07T04:35:00.000Z', publishedAt };
    const original = { firstPublishedAt, publishedAt };
    expect(await entriesOf(documentId)).toMatchObject([
      { action: 'published', reason: null },
      { action: 'backdated', reason: 'Theo bản in', before: original, after: corrected },
      { action: 'backdated', reason: 'Nhầm với bài khác', before: corrected, after: original },
    ]);
    expect((await entriesOf(documentId))[1].actor).toMatchObject({ kind: 'admin', name: 'Test Admin' });
    expect((await readArticle(documentId)).firstPublishedAt).toBe(firstPublishedAt);
  });

  it('is unchanged where it already has that date', async () => {
    const { documentId } = await publishArticle({ title: 'Hai lần như nhau' });
    await correct(documentId);
    expect((await correct(documentId)).status).toBe(200);
    expect(await actionsOf(documentId)).toEqual(['published', 'backdated']);
  });

  it('keeps its date over publish, unpublish and publish', async () => {
    const { documentId } = await publishArticle({ title: 'Sửa rồi đăng' });
    await correct(documentId);
    await edit(documentId, 'Sửa rồi đăng, bản hai');
    for (const action of ['publish', 'unpublish', 'publish'] as const) await act(documentId, action);
    expect((await readArticle(documentId)).firstPublishedAt).toBe('2016-10-07T04:35:00.000Z');
  });

  it('does not change whether its draft counts as Modified', async () => {
    const { documentId } = await publishArticle({ title: 'Đang sửa dở' });
    await edit(documentId, 'Đang sửa dở, chưa đăng');
    const { updatedAt } = await readInAdmin(documentId);
    await correct(documentId);
    expect(await readInAdmin(documentId)).toMatchObject({
      status: 'modified',
      title: 'Đang sửa dở, chưa đăng',
      firstPublishedAt: '2016-10-07T04:35:00.000Z',
      updatedAt,
    });
  });

  it('is backdated in one language only', async () => {
    const { documentId, firstPublishedAt } = await publishArticle({ title: 'Chỉ tiếng Anh' });
    const data = { title: 'English only', body: '…' };
    await expectSuccess(asProgram('PUT', `/api/articles/${documentId}?locale=en`, { data }));
    expect((await correct(documentId, { ...given, locale: 'en' })).body.data.locale).toBe('en');
    expect((await readArticle(documentId, 'locale=en')).firstPublishedAt).toBe('2016-10-07T04:35:00.000Z');
    expect((await readArticle(documentId)).firstPublishedAt).toBe(firstPublishedAt);
    expect(await actionsOf(documentId)).toEqual(['published']);
  });
});

describe('backdating is refused', () => {
  let documentId: string;
  let publishedAt: string;
  beforeAll(async () => {
    ({ documentId, publishedAt } = await publishArticle({ title: 'Không sửa được' }));
  });

  it.each<[string, unknown, string, string]>([
    ['without a moment', { reason: 'x' }, 'firstPublishedAt', 'must be a moment such as'],
    [
      'without an offset',
      { ...given, firstPublishedAt: '2016-10-07T11:35' },
      'firstPublishedAt',
      'must be a',
    ],
    [
      'on February 30',
      { ...given, firstPublishedAt: '2016-02-30T00:00:00Z' },
      'firstPublishedAt',
      'must be a',
    ],
    ['with a list', { ...given, firstPublishedAt: ['2016-10-07T11:35Z'] }, 'firstPublishedAt', 'must be a'],
    [
      'for the future',
      { ...given, firstPublishedAt: '2999-01-01T00:00Z' },
      'firstPublishedAt',
      'must not be in the future',
    ],
    [
      'before 1600',
      { ...given, firstPublishedAt: '1599-12-31T23:59:59Z' },
      'firstPublishedAt',
      'must not be before 1600',
    ],
    [
      'without a reason',
      { firstPublishedAt: given.firstPublishedAt },
      'reason',
      'must be a text of 1 to 500',
    ],
    ['with a blank one', { ...given, reason: ' \n ' }, 'reason', 'must be a text of 1 to 500'],
    ['with a long one', { ...given, reason: 'x'.repeat(501) }, 'reason', 'must be a text of 1 to 500'],
    ['with a number for one', { ...given, reason: 7 }, 'reason', 'must be a text of 1 to 500'],
    ['with a NUL in it', { ...given, reason: 'a\u0000b' }, 'reason', 'must be a text of 1 to 500'],
    ['with a list for a locale', { ...given, locale: ['vi'] }, 'locale', 'must be one text'],
    ['with a group for a locale', { ...given, locale: { $ne: 'vi' } }, 'locale', 'must be one text'],
    ['with a NUL in the locale', { ...given, locale: 'v\u0000i' }, 'locale', 'must be one text'],
    [
      'with more than it asks for',
      { ...given, publishedAt: '2016-10-07T11:35Z' },
      'publishedAt',
      'is not a known parameter',
    ],
    ['with a list', [given], '', 'the body must be a JSON object'],
  ])('%s', async (_, body, field, message) => {
    const [status, path, said] = problemOf(await correct(documentId, body));
    expect([status, path]).toEqual([400, field]);
    expect(said).toContain(message);
    expect(await actionsOf(documentId)).toEqual(['published']);
  });

  it.each(['null', '"text"', '7', '[', '{"firstPublishedAt":', ''])('with the body %j', async (body) => {
    expect((await correct(documentId, body)).status).toBe(400);
  });

  it('for a moment after the last publication', async () => {
    const firstPublishedAt = new Date(Date.parse(publishedAt) + 1).toISOString();
    const [status, path, message] = problemOf(await correct(documentId, { ...given, firstPublishedAt }));
    expect([status, path]).toEqual([400, 'firstPublishedAt']);
    expect(message).toBe(`firstPublishedAt must not be after the last publication, ${publishedAt}`);
    const last = await correct(documentId, { ...given, firstPublishedAt: publishedAt });
    expect(last.status).toBe(200);
  });

  it('for a document that is not published', async () => {
    const draft = await draftArticle({ title: 'Chưa ai thấy' });
    const taken = (await publishArticle({ title: 'Đã gỡ xuống' })).documentId;
    await act(taken, 'unpublish');
    for (const hidden of [draft, taken]) {
      expect(problemOf(await correct(hidden))).toEqual([
        400,
        'documentId',
        'only a published document has a publication date to correct',
      ]);
    }
  });

  it('for an unknown document, language or type', async () => {
    const unknown = 'abcdefghijklmnopqrstuvwx';
    const answers = [
      await correct(unknown),
      await correct(documentId.toUpperCase()),
      await correct(documentId, { ...given, locale: 'en' }),
      await correct(documentId, { ...given, locale: 'VI' }),
      await correct(documentId, { ...given, locale: '*' }),
      await correct(documentId, given, asAdmin, 'author'),
      await correct(documentId, given, asAdmin, '__proto__'),
    ];
    // A language that the site does not have is no place to look.
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 400, 400, 404, 404]);
  });
});

describe('a role', () => {
  let roles = 0;
  const fields = ['title', 'body'];
  const may = {
    readLog: { action: 'plugin::content-tracker.read' },
    correct: { action: 'plugin::content-tracker.correct' },
    read: (locales: string[]) => ({
      action: 'plugin::content-manager.explorer.read',
      subject: uid,
      properties: { fields, locales },
    }),
    update: (locales: string[]) => ({
      action: 'plugin::content-manager.explorer.update',
      subject: uid,
      properties: { fields, locales },
    }),
  };

  const createUser = async (roleId: number) => {
    roles += 1;
    const person = { firstname: 'Vai', lastname: `Số ${roles}` };
    const email = `role-${process.pid}-${roles}@newsroom.example`;
    const { registrationToken } = await expectSuccess(
      asAdmin('POST', '/admin/users', { ...person, email, roles: [roleId] }),
    );
    const userInfo = { ...person, password: 'Newsroom-Test-3' };
    const { token } = await expectSuccess(
      asPublic('POST', '/admin/register', { registrationToken, userInfo }),
    );
    return createCall(token);
  };
  /** Someone with a role of Strapi's own. */
  const asDefault = async (code: string) => {
    const all = await expectSuccess(asAdmin('GET', '/admin/roles'));
    return createUser(all.find((role: any) => role.code === code).id);
  };
  /** Someone with a role that may do just this. */
  const withRole = async (...permissions: unknown[]) => {
    const name = `Vai ${process.pid}-${roles}`;
    const { id } = await expectSuccess(asAdmin('POST', '/admin/roles', { name, description: name }));
    const all = permissions.map((one) => ({ properties: {}, conditions: [], ...(one as object) }));
    await expectSuccess(asAdmin('PUT', `/admin/roles/${id}/permissions`, { permissions: all }));
    return createUser(id);
  };

  let documentId: string;
  beforeAll(async () => {
    ({ documentId } = await publishArticle({ title: 'Ai được xem nhật ký' }));
    const data = { title: 'Who may see the log', body: '…' };
    await expectSuccess(asProgram('PUT', `/api/articles/${documentId}?locale=en`, { data }));
  });
  const statuses = async (call: typeof asAdmin, locale = 'vi') => [
    (await call('GET', `${logPath(documentId)}?locale=${locale}`)).status,
    (await correct(documentId, { ...given, locale }, call)).status,
  ];

  it.each([
    ['strapi-editor', [200, 200]],
    // What somebody else has written.
    ['strapi-author', [403, 403]],
  ])('%s reads the log of and backdates the documents that it may change', async (code, expected) => {
    expect(await statuses(await asDefault(code))).toEqual(expected);
  });

  it('that may only read reads the log in its languages, and cannot backdate', async () => {
    const call = await withRole(may.readLog, may.read(['vi']), may.update(['vi']));
    expect(await statuses(call, 'vi')).toEqual([200, 403]);
    expect(await statuses(call, 'en')).toEqual([403, 403]);
  });

  it('that may read reads the log of deleted documents in its languages', async () => {
    const call = await withRole(may.readLog, may.read(['vi']));
    const gone = (await publishArticle({ title: 'Đã xoá, còn nhật ký' })).documentId;
    const data = { title: 'Deleted, the log stays', body: '…' };
    await expectSuccess(asProgram('PUT', `/api/articles/${gone}?locale=en`, { data }));
    await expectSuccess(asAdmin('DELETE', `${editor()}/${gone}?locale=*`));
    const { status, body } = await call('GET', `${logPath(gone)}?locale=vi`);
    expect([status, body.data.entries.length]).toEqual([200, 2]);
    expect((await call('GET', `${logPath(gone)}?locale=en`)).status).toBe(403);
  });

  it('that may backdate also needs the permission to edit the article in this language', async () => {
    const reader = await withRole(may.readLog, may.correct, may.read(['vi', 'en']));
    expect(await statuses(reader)).toEqual([200, 403]);
    const asEditor = await withRole(may.correct, may.read(['vi', 'en']), may.update(['en']));
    expect(await statuses(asEditor, 'vi')).toEqual([403, 403]);
    expect(await statuses(asEditor, 'en')).toEqual([403, 200]);
    const [, corrected] = await entriesOf(documentId, 'en');
    expect(corrected.actor.name).toMatch(/^Vai Số \d+$/);
  });

  it('of the content API gives no access to the admin’s routes', async () => {
    for (const call of [asPublic, asProgram]) expect(await statuses(call)).toEqual([401, 401]);
  });
});

describe('the public timeline', () => {
  it('has dates and no names, also of unpublished documents', async () => {
    const { documentId, firstPublishedAt, publishedAt } = await publishArticle({ title: 'Ai cũng xem được' });
    const known = {
      type: 'article',
      documentId,
      locale: 'vi',
      firstPublishedAt,
      lastPublishedAt: publishedAt,
    };
    const { status, body } = await timeline(documentId);
    expect(status).toBe(200);
    expect(body).toEqual({ data: { ...known, unpublishedAt: null, timesPublished: 1 } });
    await act(documentId, 'unpublish');
    const { data } = (await timeline(documentId)).body;
    expect(data).toEqual({ ...known, unpublishedAt: expect.stringMatching(/Z$/), timesPublished: 1 });
  });

  it('is 404 for drafts and for unknown documents', async () => {
    const draft = await draftArticle({ title: 'Bí mật' });
    const { documentId } = await publishArticle({ title: 'Chỉ có tiếng Việt' });
    expect((await timeline(draft)).status).toBe(404);
    expect((await timeline('abcdefghijklmnopqrstuvwx')).status).toBe(404);
    expect((await timeline(documentId, '?locale=en')).status).toBe(404);
    expect((await asPublic('GET', `/api/content-tracker/publishing/author/${documentId}`)).status).toBe(404);
  });

  it('needs the permission to read the type too', async () => {
    const { documentId } = await publishArticle({ title: 'Chỉ người được phép' });
    const createToken = async (permissions: string[]) => {
      const name = `Dòng thời gian ${permissions.join(' ')}`;
      const token = { name, description: '', type: 'custom', lifespan: null, permissions };
      return createCall((await expectSuccess(asAdmin('POST', '/admin/api-tokens', token))).accessKey);
    };
    const action = 'plugin::content-tracker.publishing.timeline';
    expect((await timeline(documentId, '', await createToken([`${uid}.find`]))).status).toBe(403);
    expect((await timeline(documentId, '', await createToken([action]))).status).toBe(403);
    expect(
      (await timeline(documentId, '', await createToken([action, `${uid}.find`, `${uid}.findOne`]))).status,
    ).toBe(200);
  });
});
