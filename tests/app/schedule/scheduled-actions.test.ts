import {
  asAdmin,
  asEditorWho,
  asProgram,
  asPublic,
  connectToShared,
  databaseName,
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
  administrator,
} from '../../clients/editing';
import { articles, tracker } from '../../clients/editors';
import { until } from '../../clients/receiver';
import {
  changeOpenActions,
  confirm,
  inSeconds,
  inAnHour,
  path,
  schedule,
  scheduleOf,
  statusOf,
  untilStatus,
  problemOf,
  setDue,
} from '../../clients/scheduling';

describe('a scheduled publication', () => {
  it('is carried out at its time, never early, and logged in the name of who scheduled it', async () => {
    const documentId = await draftArticle({ title: 'Hẹn giờ đăng' });
    const at = inSeconds(3);
    const { status, body } = await schedule(documentId, { publishAt: at });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      type: 'article',
      documentId,
      locale: 'vi',
      publish: { state: 'pending', at, owner: { name: 'Test Admin' }, attempts: 0, reason: null },
      unpublish: null,
    });
    expect(await statusOf(documentId)).toBe(404);
    await untilStatus(documentId, 200);
    const { firstPublishedAt } = await readArticle(documentId);
    const late = Date.parse(firstPublishedAt) - Date.parse(at);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(1_000);
    expect(await entriesOf(documentId)).toMatchObject([
      { action: 'published', actor: administrator, scheduledAt: body.data.publish.scheduledAt },
    ]);
    expect(await scheduleOf(documentId)).toMatchObject({ publish: null, unpublish: null });
  });

  it('is moved and withdrawn', async () => {
    const documentId = await draftArticle({ title: 'Dời giờ' });
    await schedule(documentId, { publishAt: inAnHour(), unpublishAt: inSeconds(7200) });
    const moved = inSeconds(5000);
    expect((await schedule(documentId, { publishAt: moved })).body.data.publish.at).toBe(moved);
    expect((await schedule(documentId, { publishAt: null })).body.data).toMatchObject({
      publish: null,
      unpublish: { state: 'pending' },
    });
    expect((await asAdmin('DELETE', path(documentId))).body.data).toMatchObject({
      publish: null,
      unpublish: null,
    });
  });

  it('is one, whoever else schedules the document at the same time', async () => {
    const documentId = await draftArticle({ title: 'Cùng hẹn' });
    const times = [3600, 3700, 3800, 3900].map(inSeconds);
    const answers = await Promise.all(times.map((publishAt) => schedule(documentId, { publishAt })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const db = connectToShared();
    const rows = await db('content_tracker_scheduled_actions').where({ target_document_id: documentId });
    await db.destroy();
    expect(rows).toHaveLength(1);
    expect(times).toContain((await scheduleOf(documentId)).publish.at);
  });

  it('that an archive has brought while the server is up is held', async () => {
    const documentId = await draftArticle({ title: 'Chuyển từ nơi khác' });
    await schedule(documentId, { publishAt: inAnHour() });
    await changeOpenActions(documentId, { installation: 'another one' });
    const held = await until(
      () => scheduleOf(documentId),
      ({ publish }) => publish.state === 'held',
    );
    expect(held.publish.reason).toBe('it was imported; confirm it to have it carried out');
    expect((await confirm(documentId)).body.data.publish.state).toBe('pending');
  });

  it.each([
    [{ publishAt: inSeconds(-1) }, 'publishAt', 'publishAt must be in the future'],
    [
      { publishAt: inSeconds(60), unpublishAt: inSeconds(30) },
      'unpublishAt',
      'unpublishAt must be after publishAt',
    ],
    [{ publishAt: '2026-11-26' }, 'publishAt', 'publishAt must be a moment such as'],
    [{ at: inAnHour() }, 'at', 'at is not a known parameter'],
    [{}, '', 'publishAt or unpublishAt is required'],
  ])('is refused with %j', async (body, field, message) => {
    const documentId = await draftArticle({ title: 'Hẹn sai' });
    const [status, pathOfField, said] = problemOf(await schedule(documentId, body));
    expect([status, pathOfField]).toEqual([400, field]);
    expect(said).toContain(message);
    expect(await scheduleOf(documentId)).toMatchObject({ publish: null, unpublish: null });
  });

  it('is refused as Publish is, and nothing of the trial is left', async () => {
    const draft = await asAdmin('POST', `${editor()}?locale=vi`, { title: 'Thiếu nội dung' });
    const { documentId } = draft.body.data;
    const refused = await schedule(documentId, { publishAt: inAnHour() });
    const published = await asAdmin('POST', `${editor()}/${documentId}/actions/publish?locale=vi`, {});
    expect([refused.status, published.status]).toEqual([400, 400]);
    expect(refused.body.error.message).toBe(published.body.error.message);
    expect(await statusOf(documentId)).toBe(404);
    const good = await draftArticle({ title: 'Thử rồi thôi' });
    await schedule(good, { publishAt: inAnHour() });
    expect(await statusOf(good)).toBe(404);
    expect(await actionsOf(good)).toEqual([]);
  });

  it('needs the right to publish this document', async () => {
    const documentId = await draftArticle({ title: 'Ai được hẹn' });
    const writer = await asEditorWho([...articles(['read', 'update']), ...tracker(['read'])]);
    expect(problemOf(await schedule(documentId, { publishAt: inAnHour() }, writer))).toEqual([
      403,
      undefined,
      'this role may not publish this article',
    ]);
    expect((await writer('GET', path(documentId))).status).toBe(200);
    const publisher = await asEditorWho(articles(['read', 'update', 'publish']));
    expect((await schedule(documentId, { publishAt: inAnHour() }, publisher)).status).toBe(200);
    expect((await asPublic('PUT', path(documentId), { publishAt: inAnHour() })).status).toBe(401);
    expect((await schedule('nothing-here', { publishAt: inAnHour() })).status).toBe(404);
  });

  it('and publications by hand in the same second leave one consistent log', async () => {
    const { documentId } = await publishArticle({ title: 'Cùng một giây' });
    await schedule(documentId, { publishAt: inSeconds(2) });
    await new Promise((resolve) => setTimeout(resolve, 1_900));
    await Promise.all([act(documentId, 'publish'), act(documentId, 'publish')]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const entries = await entriesOf(documentId);
    const [first, ...others] = entries;
    expect(first.action).toBe('published');
    expect(new Set(others.map(({ action }) => action))).toEqual(new Set(['republished']));
    expect(others.length).toBeGreaterThanOrEqual(2);
    expect(others.length).toBeLessThanOrEqual(3);
    for (const [index, { before }] of others.entries()) expect(before).toEqual(entries[index].after);
    expect((await readArticle(documentId)).publishedAt).toBe(entries.at(-1).after.publishedAt);
    expect(await scheduleOf(documentId)).toMatchObject({ publish: null });
  });

  it('of articles and of the event that they belong to, at the same time, are carried out at once', async () => {
    const createEvent = { title: 'Sự kiện hẹn giờ', startsAt: inAnHour(), eventStatus: 'scheduled' };
    const event = await expectSuccess(asProgram('POST', '/api/events?locale=vi', { data: createEvent }));
    const ids: string[] = [event.documentId];
    for (let i = 0; i < 3; i += 1) {
      const { documentId } = await publishArticle({ title: `Bài của sự kiện ${i}`, event: event.documentId });
      ids.push(documentId);
    }
    const db = connectToShared();
    try {
      const actions = db('content_tracker_scheduled_actions').whereIn('target_document_id', ids);
      for (let round = 0; round < 3; round += 1) {
        const publishAt = inSeconds(4);
        for (const documentId of ids) {
          const type = documentId === event.documentId ? 'event' : 'article';
          const path = `/content-tracker/schedule/${type}/${documentId}?locale=vi`;
          await expectSuccess(asAdmin('PUT', path, { publishAt }));
        }
        await until(
          () => actions.clone().whereNotNull('open_key').select('type', 'state', 'attempts', 'reason'),
          (open) => open.length === 0,
          20,
        );
      }
      expect((await actions.clone()).map(({ attempts }: { attempts: number }) => attempts)).toEqual(
        Array.from({ length: 12 }, () => 0),
      );
    } finally {
      await db.destroy();
    }
  });

  it('is held when somebody who may not publish saves the draft', async () => {
    const documentId = await draftArticle({ title: 'Bản đã duyệt' });
    await schedule(documentId, { publishAt: inAnHour() });
    await edit(documentId, 'Người được đăng sửa');
    expect((await scheduleOf(documentId)).publish.state).toBe('pending');
    const writer = await asEditorWho(articles(['read', 'update']));
    await writer('PUT', `${editor()}/${documentId}?locale=vi`, { title: 'Chưa duyệt', body: '…' });
    expect((await scheduleOf(documentId)).publish).toMatchObject({
      state: 'held',
      reason: 'somebody who may not publish the document has changed it',
    });
    const next = await draftArticle({ title: 'Đến sau bản bị giữ' });
    await schedule(next, { publishAt: inAnHour() });
    await setDue(documentId, 'publish', 2);
    await setDue(next, 'publish', 1);
    await untilStatus(next, 200);
    expect(await statusOf(documentId)).toBe(404);
  });

  it('has failed after its last attempt, and is carried out once it is mended and confirmed', async () => {
    const documentId = await draftArticle({ title: 'Hỏng hẳn' });
    await schedule(documentId, { publishAt: inAnHour() });
    await asAdmin('PUT', `${editor()}/${documentId}?locale=vi`, { title: 'Hỏng hẳn', body: null });
    await changeOpenActions(documentId, { attempts: 3 });
    await setDue(documentId, 'publish', 1);
    await until(
      () => scheduleOf(documentId),
      ({ publish }) => publish.state === 'failed',
    );
    await edit(documentId, 'Đã sửa');
    await confirm(documentId);
    await untilStatus(documentId, 200);
  });

  it('that was held is carried out once it is confirmed, however late that is', async () => {
    const documentId = await draftArticle({ title: 'Xác nhận muộn' });
    await schedule(documentId, { publishAt: inAnHour() });
    const writer = await asEditorWho(articles(['read', 'update']));
    await writer('PUT', `${editor()}/${documentId}?locale=vi`, { title: 'Chưa duyệt', body: '…' });
    await setDue(documentId, 'publish', 3 * 24 * 3600);
    await confirm(documentId);
    await untilStatus(documentId, 200);
  });

  it('is held in all languages, since they share fields', async () => {
    const documentId = await draftArticle({ title: 'Chung trường' });
    await asProgram('PUT', `/api/articles/${documentId}?locale=en&status=draft`, {
      data: { title: 'Shared fields', body: '…' },
    });
    await schedule(documentId, { publishAt: inAnHour() }, asAdmin, 'en');
    const writer = await asEditorWho(articles(['read', 'update']));
    await writer('PUT', `${editor()}/${documentId}?locale=vi`, { title: 'Đổi ảnh bìa', body: '…' });
    expect((await scheduleOf(documentId, 'en')).publish.state).toBe('held');
  });

  it('is not used up by saves of a draft that is still wrong', async () => {
    const documentId = await draftArticle({ title: 'Lưu nhiều lần' });
    await schedule(documentId, { publishAt: inAnHour() });
    await asAdmin('PUT', `${editor()}/${documentId}?locale=vi`, { title: 'Lưu nhiều lần', body: null });
    await setDue(documentId, 'publish', 1);
    for (let save = 0; save < 5; save += 1) {
      await until(
        () => scheduleOf(documentId),
        ({ publish }) => publish.attempts === 1,
      );
      await asAdmin('PUT', `${editor()}/${documentId}?locale=vi`, { title: `Lưu lần ${save}`, body: null });
    }
    const { publish } = await scheduleOf(documentId);
    expect(publish.state).toBe('pending');
    expect(publish.attempts).toBeLessThanOrEqual(1);
  });

  // SQLite has one writer at a time: nothing waits for a document there.
  if (databaseName !== 'sqlite') {
    it('that is moved while it waits for the document is not carried out', async () => {
      const documentId = await draftArticle({ title: 'Dời lúc đang chờ' });
      const next = await draftArticle({ title: 'Đến sau' });
      for (const id of [documentId, next]) await schedule(id, { publishAt: inAnHour() });
      const db = connectToShared();
      const action = () => db('content_tracker_scheduled_actions').where({ target_document_id: documentId });
      await db.transaction(async (trx) => {
        await trx('articles').select('id').where({ document_id: documentId }).forUpdate();
        await setDue(documentId, 'publish', 1);
        await until(action, ([{ leased_until: leasedUntil }]) => Number(leasedUntil) > Date.now());
        await action().update({ due_at: Date.now() + 3_600_000, next_at: Date.now() + 3_600_000 });
      });
      // The server begins what is due next once it has ended what it had begun.
      await setDue(next, 'publish', 1);
      await untilStatus(next, 200);
      await db.destroy();
      expect(await statusOf(documentId)).toBe(404);
      expect((await scheduleOf(documentId)).publish.state).toBe('pending');
    });
  }

  it('that is a day late is carried out, a later one is missed', async () => {
    const [soon, late] = [
      await draftArticle({ title: 'Muộn một ngày' }),
      await draftArticle({ title: 'Muộn hơn' }),
    ];
    for (const documentId of [soon, late]) await schedule(documentId, { publishAt: inAnHour() });
    await setDue(soon, 'publish', 24 * 3600 - 60);
    await setDue(late, 'publish', 24 * 3600 + 60);
    await untilStatus(soon, 200);
    const missed = await until(
      () => scheduleOf(late),
      ({ publish }) => publish.state === 'missed',
    );
    expect(missed.publish.reason).toMatch(/24 hours/);
    await confirm(late);
    await untilStatus(late, 200);
  });

  it('of what can no longer be published is tried again, and at the next save', async () => {
    const documentId = await draftArticle({ title: 'Hỏng rồi sửa' });
    await schedule(documentId, { publishAt: inAnHour() });
    await asAdmin('PUT', `${editor()}/${documentId}?locale=vi`, { title: 'Hỏng rồi sửa', body: null });
    await setDue(documentId, 'publish', 1);
    const tried = await until(
      () => scheduleOf(documentId),
      ({ publish }) => publish.attempts === 1,
    );
    expect(tried.publish).toMatchObject({ state: 'pending', reason: expect.stringContaining('body') });
    await edit(documentId, 'Đã sửa');
    await untilStatus(documentId, 200);
  });
});
