import {
  decodeIncrements,
  encodeIncrements,
  type Increments,
  type Touched,
  type ViewIncrement,
} from '../../../src/plugins/content-tracker/server/src/ledger/increments';

const article = 'api::article.article';
const none: Increments = { views: [], refusals: [], touched: [] };

const view = (documentId: string, change: Partial<ViewIncrement> = {}): ViewIncrement => ({
  type: article,
  documentId,
  locale: 'vi',
  minute: 29_000_000,
  views: 2,
  uniqueViews: 1,
  ...change,
});
const touched = (documentId: string, locale = 'vi'): Touched => ({ type: article, documentId, locale });

const read = (payloads: readonly string[]): Increments => {
  const all = payloads.map(decodeIncrements);
  return {
    views: all.flatMap(({ views }) => views),
    refusals: all.flatMap(({ refusals }) => refusals),
    touched: all.flatMap((one) => one.touched),
  };
};

const byText = (items: readonly object[]): string[] => items.map((item) => JSON.stringify(item)).sort();

const expectSame = (found: Increments, written: Increments): void => {
  for (const key of ['views', 'refusals', 'touched'] as const) {
    expect(byText(found[key])).toEqual(byText(written[key]));
  }
};

describe('increments', () => {
  it('are read as they were written', () => {
    const increments: Increments = {
      views: [
        view('a'),
        view('b', { views: 7_000_000_000, uniqueViews: 0 }),
        view('a', { locale: 'en' }),
        view('a', { minute: 29_000_001 }),
        view('a', { type: 'api::event.event' }),
        view('bài "một"', { locale: '' }),
      ],
      refusals: [
        { type: article, reason: 'bot', day: 20_000, views: 3 },
        { type: 'api::event.event', reason: 'repeat', day: 20_001, views: 1 },
      ],
      touched: [touched('a'), touched('b'), touched('a', 'en')],
    };
    const payloads = encodeIncrements(increments);
    expect(payloads).toHaveLength(1);
    expectSame(read(payloads), increments);
  });

  it('name the type, the language and the minute once for all documents', () => {
    const [payload = ''] = encodeIncrements({ ...none, views: [view('a'), view('b'), view('c')] });
    expect(payload.split(article)).toHaveLength(2);
  });

  it('make no payload where there are none', () => {
    expect(encodeIncrements(none)).toEqual([]);
  });

  it('make several payloads, none above 60,000 bytes, where one would be too long', () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `lượt-xem-${i}`.padEnd(24, 'x'));
    const increments: Increments = {
      views: ids.map((id) => view(id)),
      refusals: [{ type: article, reason: 'bot', day: 20_000, views: 3 }],
      touched: ids.map((id) => touched(id)),
    };
    const payloads = encodeIncrements(increments);
    expect(payloads.length).toBeGreaterThan(4);
    expect(Math.max(...payloads.map((payload) => Buffer.byteLength(payload)))).toBeLessThanOrEqual(60_000);
    expectSame(read(payloads), increments);
  });

  it.each(['', 'null', '7', '{"v":', '{"v":5}', '{"v":[5]}', '{"v":[],"x":[]}'])(
    'are not read from a payload of another kind: %s',
    (payload) => {
      expect(() => decodeIncrements(payload)).toThrow();
    },
  );
});
