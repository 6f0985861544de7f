import {
  asAdmin,
  asEditorWho,
  asProgram,
  connectToShared,
  editor,
  publishArticle,
} from '../../clients/client';
import { act, administrator, draftArticle, edit, entriesOf } from '../../clients/editing';
import { articles } from '../../clients/editors';
import { until } from '../../clients/receiver';
import {
  inSeconds,
  inAnHour,
  schedule,
  scheduleOf,
  statusOf,
  untilStatus,
  setDue,
} from '../../clients/scheduling';

describe('what is done by hand', () => {
  const both = async (title: string, isPublished = false) => {
    const documentId = isPublished
      ? (await publishArticle({ title })).documentId
      : await draftArticle({ title });
    await schedule(documentId, { publishAt: inAnHour(), unpublishAt: inSeconds(7200) });
    return documentId as string;
  };
  const rowsOf = async (documentId: string): Promise<any[]> => {
    const db = connectToShared();
    const rows = await db('content_tracker_scheduled_actions')
      .where({ target_document_id: documentId })
      .orderBy('id');
    await db.destroy();
    return rows;
  };
  const open = async (documentId: string) => {
    const { publish, unpublish } = await scheduleOf(documentId);
    return [publish?.state, unpublish?.state];
  };

  it('withdraws the publication when it is published', async () => {
    const documentId = await both('Đăng tay');
    await act(documentId, 'publish');
    expect(await open(documentId)).toEqual([undefined, 'pending']);
  });

  it('withdraws the publication when its changes are discarded', async () => {
    const documentId = await both('Bỏ thay đổi', true);
    await edit(documentId, 'Thay đổi sẽ bỏ');
    await act(documentId, 'discard');
    expect(await open(documentId)).toEqual([undefined, 'pending']);
  });

  it('withdraws both when it is unpublished', async () => {
    const documentId = await both('Gỡ tay', true);
    await act(documentId, 'unpublish');
    expect(await open(documentId)).toEqual([undefined, undefined]);
  });

  it('withdraws both when it is deleted, also a draft that was never published', async () => {
    for (const documentId of [await both('Xóa', true), await both('Xóa bản nháp')]) {
      await asAdmin('DELETE', `${editor()}/${documentId}?locale=vi`);
      const rows = await rowsOf(documentId);
      expect(rows.map(({ state, open_key }) => [state, open_key])).toEqual([
        ['withdrawn', null],
        ['withdrawn', null],
      ]);
    }
  });

  it('withdraws what is scheduled in a language that is deleted, and in no other', async () => {
    const { documentId } = await publishArticle({ title: 'Hai bản' });
    await edit(documentId, 'Two versions', 'en');
    for (const locale of ['vi', 'en']) {
      await schedule(documentId, { publishAt: inAnHour() }, asAdmin, locale);
    }
    expect((await asAdmin('DELETE', `${editor()}/${documentId}?locale=en`)).status).toBe(200);
    expect((await scheduleOf(documentId, 'vi')).publish.state).toBe('pending');
    expect(await rowsOf(documentId)).toMatchObject([
      { target_locale: 'vi', state: 'pending', reason: null },
      { target_locale: 'en', state: 'withdrawn', reason: 'the document was deleted' },
    ]);
  });

  it('withdraws both when the site gives up a whole language', async () => {
    const locale = { code: 'th', name: 'Thai', isDefault: false };
    const { body: created } = await asAdmin('POST', '/i18n/locales', locale);
    const { documentId } = await publishArticle({ title: 'Ba bản' });
    await edit(documentId, 'Bản tiếng Thái', 'th');
    await schedule(documentId, { publishAt: inAnHour(), unpublishAt: inSeconds(7200) }, asAdmin, 'th');
    await schedule(documentId, { publishAt: inAnHour() });
    expect((await asAdmin('DELETE', `/i18n/locales/${created.id}`)).status).toBe(200);
    expect((await rowsOf(documentId)).map((row) => [row.target_locale, row.state])).toEqual([
      ['th', 'withdrawn'],
      ['th', 'withdrawn'],
      ['vi', 'pending'],
    ]);
  });

  it('leaves other languages and clones alone', async () => {
    const documentId = await both('Hai thứ tiếng');
    await asProgram('PUT', `/api/articles/${documentId}?locale=en&status=draft`, {
      data: { title: 'Two', body: '…' },
    });
    expect(await scheduleOf(documentId, 'en')).toMatchObject({ publish: null, unpublish: null });
    await schedule(documentId, { publishAt: inAnHour() }, asAdmin, 'en');
    await act(documentId, 'publish');
    expect((await scheduleOf(documentId, 'en')).publish.state).toBe('pending');
    const clone = await asAdmin('POST', `${editor()}/clone/${documentId}?locale=vi`, {
      title: 'Bản sao',
      slug: '',
    });
    expect(await scheduleOf(clone.body.data.documentId)).toMatchObject({ publish: null, unpublish: null });
  });
});

describe('a scheduled unpublication', () => {
  it('of what is not online withdraws the publication, whatever became of that', async () => {
    const documentId = await draftArticle({ title: 'Chưa từng lên trang' });
    await schedule(documentId, { publishAt: inAnHour(), unpublishAt: inSeconds(7200) });
    const writer = await asEditorWho(articles(['read', 'update']));
    await writer('PUT', `${editor()}/${documentId}?locale=vi`, { title: 'Chưa duyệt', body: '…' });
    expect((await scheduleOf(documentId)).publish.state).toBe('held');
    await setDue(documentId, 'publish', 3600);
    await setDue(documentId, 'unpublish', 1);
    await until(
      () => scheduleOf(documentId),
      ({ publish, unpublish }) => publish === null && unpublish === null,
    );
    expect(await statusOf(documentId)).toBe(404);
  });

  it('is carried out however late, and wins over a publication that is due too', async () => {
    const { documentId } = await publishArticle({ title: 'Hết hạn' });
    await schedule(documentId, { publishAt: inSeconds(3600), unpublishAt: inSeconds(7200) });
    await setDue(documentId, 'publish', 2, false);
    // The publication must not be taken before the unpublication is due as well.
    await setDue(documentId, 'unpublish', 100 * 24 * 3600);
    await untilStatus(documentId, 404);
    expect((await entriesOf(documentId)).at(-1)).toMatchObject({
      action: 'unpublished',
      actor: administrator,
      scheduledAt: expect.any(String),
    });
    expect(await scheduleOf(documentId)).toMatchObject({ publish: null, unpublish: null });
  });
});
