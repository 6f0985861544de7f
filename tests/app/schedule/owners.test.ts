import { asAdmin, asEditorWho, asProgram, connectToShared, createCall, editor } from '../../clients/client';
import { createAdminToken } from '../../clients/callers';
import { draftArticle, entriesOf, administrator } from '../../clients/editing';
import { articles } from '../../clients/editors';
import { until } from '../../clients/receiver';
import {
  confirm,
  inSeconds,
  inAnHour,
  schedule,
  problemOf,
  scheduleOf,
  statusOf,
  untilStatus,
  setDue,
} from '../../clients/scheduling';

const takeRights = async (userId: string): Promise<void> => {
  const { roles } = (await asAdmin('GET', `/admin/users/${userId}`)).body.data;
  await asAdmin('PUT', `/admin/roles/${roles[0].id}/permissions`, { permissions: [] });
};

describe('the owner of a scheduled publication', () => {
  it('who is no longer active holds it, until it is confirmed', async () => {
    const documentId = await draftArticle({ title: 'Chủ đã nghỉ' });
    const publisher = await asEditorWho(articles(['read', 'update', 'publish']));
    await schedule(documentId, { publishAt: inAnHour() }, publisher);
    const { owner } = (await scheduleOf(documentId)).publish;
    await asAdmin('PUT', `/admin/users/${owner.id}`, { isActive: false });
    await setDue(documentId, 'publish', 1);
    const held = await until(
      () => scheduleOf(documentId),
      ({ publish }) => publish.state === 'held',
    );
    expect(held.publish.reason).toBe('the account of whoever scheduled it is not active');
    expect(await statusOf(documentId)).toBe(404);
    await confirm(documentId);
    await untilStatus(documentId, 200);
    expect((await entriesOf(documentId))[0].actor).toEqual(administrator);
  });

  it('who is blocked holds it', async () => {
    const documentId = await draftArticle({ title: 'Chủ bị khóa' });
    const publisher = await asEditorWho(articles(['read', 'update', 'publish']));
    await schedule(documentId, { publishAt: inAnHour() }, publisher);
    const { owner } = (await scheduleOf(documentId)).publish;
    const db = connectToShared();
    await db('admin_users').where({ id: owner.id }).update({ blocked: true });
    await db.destroy();
    await setDue(documentId, 'publish', 1);
    const held = await until(
      () => scheduleOf(documentId),
      ({ publish }) => publish.state === 'held',
    );
    expect(held.publish.reason).toBe('the account of whoever scheduled it is not active');
  });

  it('needs the right in this language', async () => {
    const documentId = await draftArticle({ title: 'Chỉ tiếng Việt' });
    await asProgram('PUT', `/api/articles/${documentId}?locale=en&status=draft`, {
      data: { title: 'Vietnamese only', body: '…' },
    });
    const publisher = await asEditorWho([
      ...articles(['read', 'update']),
      ...articles(['publish'], { properties: { locales: ['vi'] } }),
    ]);
    expect((await schedule(documentId, { publishAt: inAnHour() }, publisher)).status).toBe(200);
    expect((await schedule(documentId, { publishAt: inAnHour() }, publisher, 'en')).status).toBe(403);
    expect(await scheduleOf(documentId, 'en')).toMatchObject({ publish: null });
  });

  it('is a person, not a token of the admin', async () => {
    const documentId = await draftArticle({ title: 'Không phải người' });
    const token = await createAdminToken(articles(['read', 'publish']));
    const refused = await schedule(documentId, { publishAt: inAnHour() }, createCall(token));
    expect([refused.status, refused.body.error.message]).toEqual([
      403,
      'only an administrator who is signed in can schedule, not a token',
    ]);
  });

  it.each(['admin::is-creator', 'admin::has-same-role-as-creator'])(
    'has it carried out where the right has the condition %s',
    async (condition) => {
      const writer = await asEditorWho(
        articles(['read', 'create', 'update', 'publish'], { conditions: [condition] }),
      );
      const made = await writer('POST', `${editor()}?locale=vi`, { title: `Theo ${condition}`, body: '…' });
      const { documentId } = made.body.data;
      expect((await schedule(documentId, { publishAt: inSeconds(2) }, writer)).status).toBe(200);
      await untilStatus(documentId, 200);
      const other = await draftArticle({ title: 'Của người khác' });
      expect((await schedule(other, { publishAt: inAnHour() }, writer)).status).toBe(403);
    },
  );

  it('who has lost the right since another one was carried out holds it', async () => {
    const publisher = await asEditorWho(articles(['read', 'update', 'publish']));
    const [first, second] = [await draftArticle({ title: 'Trước' }), await draftArticle({ title: 'Sau' })];
    for (const documentId of [first, second]) {
      await schedule(documentId, { publishAt: inAnHour() }, publisher);
    }
    await setDue(first, 'publish', 1);
    await untilStatus(first, 200);
    const { owner } = (await scheduleOf(second)).publish;
    await takeRights(owner.id);
    await setDue(second, 'publish', 1);
    await until(
      () => scheduleOf(second),
      ({ publish }) => publish.state === 'held',
    );
  });

  it('is whoever moved it last', async () => {
    const documentId = await draftArticle({ title: 'Đổi chủ' });
    const publisher = await asEditorWho(articles(['read', 'update', 'publish']));
    const { body } = await schedule(documentId, { publishAt: inAnHour() }, publisher);
    expect(body.data.publish.owner.name).toBe('Biên Tập');
    const moved = await schedule(documentId, { publishAt: inSeconds(4000) });
    expect(moved.body.data.publish.owner.name).toBe('Test Admin');
  });

  it('who has no account any more, or not the right, holds it', async () => {
    const [gone, lost] = [
      await draftArticle({ title: 'Đã xóa' }),
      await draftArticle({ title: 'Mất quyền' }),
    ];
    const owners: Record<string, string> = {};
    for (const documentId of [gone, lost]) {
      const publisher = await asEditorWho(articles(['read', 'update', 'publish']));
      const { body } = await schedule(documentId, { publishAt: inAnHour() }, publisher);
      owners[documentId] = body.data.publish.owner.id;
    }
    await asAdmin('DELETE', `/admin/users/${owners[gone]}`);
    await takeRights(owners[lost] as string);
    const reasons: string[] = [];
    for (const documentId of [gone, lost]) {
      await setDue(documentId, 'publish', 1);
      const held = await until(
        () => scheduleOf(documentId),
        ({ publish }) => publish.state === 'held',
      );
      reasons.push(held.publish.reason);
    }
    expect(reasons).toEqual([
      'whoever scheduled it has no account any more',
      'whoever scheduled it may no longer publish the document',
    ]);
  });
});

describe('a confirmation', () => {
  it('is refused where the draft was saved after it was looked at', async () => {
    const documentId = await draftArticle({ title: 'Bản được duyệt' });
    await schedule(documentId, { publishAt: inAnHour() });
    const writer = await asEditorWho(articles(['read', 'update']));
    const save = async (title: string): Promise<string> =>
      (await writer('PUT', `${editor()}/${documentId}?locale=vi`, { title, body: '…' })).body.data.updatedAt;
    const seen = await save('Sửa lần một');
    const saved = await save('Sửa lần hai');
    expect(problemOf(await confirm(documentId, { draftUpdatedAt: seen }))).toEqual([
      400,
      'draftUpdatedAt',
      'draftUpdatedAt is not the newest: a draft was saved since',
    ]);
    expect((await scheduleOf(documentId)).publish.state).toBe('held');
    expect((await confirm(documentId, { draftUpdatedAt: saved })).body.data.publish.state).toBe('pending');
  });

  it('is refused where another language was saved since, which may share fields', async () => {
    const documentId = await draftArticle({ title: 'Hai thứ tiếng' });
    await schedule(documentId, { publishAt: inAnHour() });
    const writer = await asEditorWho(articles(['read', 'create', 'update']));
    const save = async (locale: string): Promise<string> =>
      (await writer('PUT', `${editor()}/${documentId}?locale=${locale}`, { title: 'Two', body: '…' })).body
        .data.updatedAt;
    const seen = await save('vi');
    const saved = await save('en');
    expect(problemOf(await confirm(documentId, { draftUpdatedAt: seen })).slice(0, 2)).toEqual([
      400,
      'draftUpdatedAt',
    ]);
    expect((await confirm(documentId, { draftUpdatedAt: saved })).body.data.publish.state).toBe('pending');
  });

  it.each([
    [{ draftUpdatedAt: 'yesterday' }, 'draftUpdatedAt'],
    [{ at: inAnHour() }, 'at'],
    [[], ''],
  ])('is refused with %j', async (body, field) => {
    const documentId = await draftArticle({ title: 'Xác nhận sai' });
    const [status, path] = problemOf(await confirm(documentId, body));
    expect([status, path]).toEqual([400, field]);
  });
});
