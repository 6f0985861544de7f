import {
  readReportedView,
  readReportedViews,
} from '../../../src/plugins/content-tracker/server/src/reporting/reported-view';

const now = Date.parse('2026-01-08T12:00:00Z');
const given = {
  type: 'article',
  documentId: 'a',
  locale: 'vi',
  at: '2026-01-08T18:59:59+07:00',
  address: '203.0.113.1',
  agent: 'reader',
  eventId: 'e-1',
};
const read = (change: object = {}) => readReportedView({ ...given, ...change }, now, 'token 1');

describe('reading an entry of a batch', () => {
  it('reads document, time, address, agent and event', () => {
    expect(read()).toEqual({
      beacon: { type: 'article', documentId: 'a', locale: 'vi' },
      atMs: now - 1000,
      address: '203.0.113.1',
      agent: 'reader',
      eventHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('tells the events of two callers apart', () => {
    const hashOf = (caller: string) =>
      (readReportedView(given, now, caller) as { eventHash: string }).eventHash;
    expect(hashOf('token 1')).not.toBe(hashOf('token 2'));
    expect(hashOf('token 1')).toBe(hashOf('token 1'));
  });

  it.each([
    [{ documentId: undefined }, 'documentId is required'],
    [{ title: 'a' }, 'title is not one of type, documentId, locale'],
    [{ at: undefined }, 'at must be a time such as 2026-01-31T08:00:00Z'],
    [{ at: 1_767_873_600 }, 'at must be a time such as 2026-01-31T08:00:00Z'],
    [{ at: '2026-01-08T12:00:00.001Z' }, 'at must not be in the future'],
    [{ at: '2026-01-01T11:59:59Z' }, 'at must be at most 7 days back'],
    ...['localhost', '1', '0x7f.1', '127.1', '203.0.113.9:443', '[2001:db8::1]', 'fe80::1%eth0', ''].map(
      (address) => [{ address }, "address must be the visitor's IP address"] as [object, string],
    ),
    [{ agent: undefined }, 'agent must be a text of at most 1000 characters'],
    [{ agent: 'a'.repeat(1001) }, 'agent must be a text of at most 1000 characters'],
    [{ eventId: '' }, 'eventId must be a text of 1 to 200 characters'],
  ])('refuses %j', (change, message) => {
    expect(read(change)).toEqual({ path: [message.split(' ')[0]], message });
  });

  it.each([['a'], [null], [1]])('refuses %j, which is no object', (value) => {
    expect(readReportedView(value, now, 'token 1')).toEqual({
      path: [],
      message: 'an entry must be an object',
    });
  });
});

describe('reading a batch', () => {
  const problem = { path: ['views'], message: 'views must be a list of 1 to 1000 entries' };

  it.each([[undefined], [{}], [{ views: [] }], [{ views: 'a' }], [{ views: Array(1001).fill(given) }]])(
    'refuses a body without 1 to 1000 entries',
    (body) => {
      expect(readReportedViews(body, now, 'token 1')).toEqual(problem);
    },
  );

  it('reads each entry for itself', () => {
    const views = readReportedViews({ views: [given, { ...given, agent: 1 }] }, now, 'token 1');
    expect(views).toMatchObject([{ atMs: now - 1000 }, { path: ['agent'] }]);
  });
});
