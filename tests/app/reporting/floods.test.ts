import {
  asAdmin,
  asEditorWho,
  asProgram,
  newReader,
  publishArticle,
  readArticle,
  reportBatch,
} from '../../clients/client';
import { articles, tracker } from '../../clients/editors';

/** The default limit of one document in a minute. */
const limit = 120;

let events = 0;

/** Entries of a batch: other readers behind one address, who open a document in the same minute. */
const viewsOf = (documentId: string, amount: number, address: string, locale = 'vi') => {
  const at = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 60_000).toISOString();
  return Array.from({ length: amount }, () => ({
    type: 'article',
    documentId,
    locale,
    at,
    address,
    agent: newReader(),
    eventId: `flood-${process.pid}-${(events += 1)}`,
  }));
};

const tally = (outcomes: readonly { status: string; reason?: string }[]) => {
  const counts: Record<string, number> = {};
  for (const { status, reason } of outcomes) {
    const name = reason ?? status;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

const floods = async (query: string, call = asAdmin) =>
  call('GET', `/content-tracker/floods?period=7d${query}`);
const floodsOf = async (documentId: string) =>
  (await floods('&type=article')).body.data.find((one: any) => one.documentId === documentId);

describe('a flood of one household', () => {
  it('counts up to its limit, and leaves other documents and other households alone', async () => {
    const flooded = await publishArticle({ title: 'Bài bị dồn lượt xem' });
    const other = await publishArticle({ title: 'Bài khác' });
    const address = '203.0.113.10';
    expect(tally(await reportBatch(viewsOf(flooded.documentId, 500, address)))).toEqual({
      counted: limit,
      flood: 500 - limit,
    });
    expect(tally(await reportBatch(viewsOf(other.documentId, 100, address)))).toEqual({ counted: 100 });
    expect(tally(await reportBatch(viewsOf(flooded.documentId, 10, '203.0.113.11')))).toEqual({
      counted: 10,
    });
    expect((await readArticle(flooded.documentId)).viewCount).toBe(limit + 10);
  });

  it('is one for all addresses of an IPv6 /64, and counts once for each minute', async () => {
    const { documentId } = await publishArticle({ title: 'Một mạng IPv6' });
    const views = viewsOf(documentId, 300, '2001:db8:77:1::1').map((view, index) => ({
      ...view,
      address: `2001:db8:77:1::${(index + 1).toString(16)}`,
    }));
    expect(tally(await reportBatch(views))).toEqual({ counted: limit, flood: 300 - limit });
    const earlier = viewsOf(documentId, 50, '2001:db8:77:1::9').map((view) => ({
      ...view,
      at: new Date(Date.parse(view.at) - 60_000).toISOString(),
    }));
    expect(tally(await reportBatch(earlier))).toEqual({ counted: 50 });
  });

  it('is shown with its documents, and among what was not counted', async () => {
    const { documentId } = await publishArticle({ title: 'Có tên trong danh sách' });
    const refusedBefore = await refusedAsFlood();
    await reportBatch(viewsOf(documentId, limit + 7, '203.0.113.12'));
    expect(await floodsOf(documentId)).toEqual({
      type: 'article',
      uid: 'api::article.article',
      documentId,
      locale: 'vi',
      title: 'Có tên trong danh sách',
      views: 7,
    });
    expect(await refusedAsFlood()).toBe(refusedBefore + 7);
    await asProgram('DELETE', `/api/articles/${documentId}`);
    expect(await floodsOf(documentId)).toBeUndefined();
    expect(await refusedAsFlood()).toBe(refusedBefore + 7);
  });

  it('of a document that does not exist names no document', async () => {
    const known = await publishArticle({ title: 'Sẽ có rồi mất' });
    const address = '203.0.113.13';
    await reportBatch(viewsOf(known.documentId, limit, address));
    await asProgram('DELETE', `/api/articles/${known.documentId}`);
    const outcomes = await reportBatch(viewsOf(known.documentId, 5, address));
    expect(tally(outcomes)).toEqual({ flood: 5 });
    expect(await floodsOf(known.documentId)).toBeUndefined();
  });

  it('is shown to those only who may read the documents', async () => {
    const { documentId } = await publishArticle({ title: 'Chỉ ai được đọc' });
    await reportBatch(viewsOf(documentId, limit + 1, '203.0.113.14'));
    const stranger = await asEditorWho(tracker(['read']));
    expect((await floods('', stranger)).body.data).toEqual([]);
    expect((await floods('&type=article', stranger)).status).toBe(403);
    const reader = await asEditorWho([...tracker(['read']), ...articles(['read'])]);
    expect((await floods('&type=article', reader)).body.data.map((one: any) => one.documentId)).toContain(
      documentId,
    );
    const nobody = await asEditorWho(articles(['read']));
    expect((await floods('&type=article', nobody)).status).toBe(403);
  });
});

const refusedAsFlood = async (): Promise<number> =>
  (await asAdmin('GET', '/content-tracker/refusals?type=article&period=7d')).body.data
    .filter(({ reason }: any) => reason === 'flood')
    .reduce((sum: number, { views }: any) => sum + views, 0);
