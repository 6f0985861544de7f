import {
  asAdmin,
  asEditorWho,
  asProgram,
  connectToShared,
  editor,
  publishArticle,
} from '../../clients/client';
import { act, actionsOf, draftArticle, edit } from '../../clients/editing';
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
      const db = connectToShared();
      const rows = await db('content_tracker_scheduled_actions').where({ target_document_id: documentId });
      await db.destroy();
      expect(rows.map(({ state, open_key }) => [state, open_key])).toEqual([
        ['withdrawn', null],
        ['withdrawn', null],
      ]);
    }
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
    expect((await actionsOf(documentId)).at(-1)).toBe('unpublished');
    expect(await scheduleOf(documentId)).toMatchObject({ publish: null, unpublish: null });
  });
});
