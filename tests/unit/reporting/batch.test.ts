import { createBatchReporter } from '../../../src/plugins/content-tracker/server/src/reporting/batch';
import { createDecide } from '../../../src/plugins/content-tracker/server/src/reporting/decide';
import { defaultFloodLimits } from '../../../src/plugins/content-tracker/server/src/reporting/flood-limits';
import { createSeenInMemory } from '../../../src/plugins/content-tracker/server/src/reporting/seen.memory';
import { createVisitorKeys } from '../../../src/plugins/content-tracker/server/src/reporting/visitor';
import type { ViewIncrement } from '../../../src/plugins/content-tracker/server/src/ledger/increments';
import type { Ledger } from '../../../src/plugins/content-tracker/server/src/ledger/ledger.sql';
import type { Tracker } from '../../../src/plugins/content-tracker/server/src/tracker';
import type { DocumentRef } from '../../../src/plugins/content-tracker/server/src/content/document-ref';

const now = () => Date.parse('2026-01-08T12:00:00Z');
const entry = (eventHash: string, change: { documentId?: string; agent?: string; atMs?: number } = {}) => ({
  beacon: { type: 'article', documentId: change.documentId ?? 'a' },
  atMs: change.atMs ?? now() - 60_000,
  address: '203.0.113.1',
  agent: change.agent ?? 'reader',
  eventHash,
});

/** A reporter over a ledger in memory that knows one published document, `a`. */
const setUp = () => {
  const events = new Set<string>();
  const views: ViewIncrement[] = [];
  const failures: Error[] = [];
  const ledger = {
    findEvents: async (_: unknown, hashes: string[]) => new Set(hashes.filter((hash) => events.has(hash))),
    addEvents: async (_: unknown, hashes: string[]) => hashes.forEach((hash) => events.add(hash)),
    findPublished: async (_: unknown, __: unknown, refs: DocumentRef[]) =>
      refs.filter(({ documentId }) => documentId === 'a'),
  } as unknown as Ledger;
  const increments = {
    add: async (_: unknown, added: { views?: readonly ViewIncrement[] }) => {
      const failure = failures.pop();
      if (failure) throw failure;
      views.push(...(added.views ?? []));
    },
  };
  const query = { select: () => query, where: () => query, forUpdate: async () => [] };
  const strapi = { db: { transaction: (work: (given: object) => unknown) => work({ trx: () => query }) } };
  const tracker = {
    strapi,
    types: [{ uid: 'api::article.article', name: 'article', isLocalized: true }],
    lock: { table: 'store', key: 'lock' },
    now,
    defaultLocale: async () => 'vi',
  } as unknown as Tracker;
  const decide = createDecide({
    rules: { respectOptOut: true, isExcluded: () => false, isBot: (agent) => agent === 'bot' },
    seen: createSeenInMemory(1000),
    visitorKeysOf: createVisitorKeys({ now }),
    limitsOf: () => defaultFloodLimits,
    onFlood: () => {},
    timeZone: 'UTC',
    defaultLocale: async () => 'vi',
  });
  const report = createBatchReporter(tracker, ledger, increments, decide);
  const statuses = async (...entries: Parameters<typeof report>[0]) =>
    (await report(entries)).map((outcome) => ('reason' in outcome ? outcome.reason : outcome.status));
  return { statuses, views, events, failures };
};

describe('a batch', () => {
  it('tells the outcome of each entry, in their order', async () => {
    const { statuses, views, events } = setUp();
    expect(
      await statuses(
        entry('1'),
        { path: ['at'], message: 'at must not be in the future' },
        entry('2', { agent: 'bot' }),
        entry('3', { documentId: 'gone' }),
        entry('1'),
        entry('4'),
      ),
    ).toEqual(['counted', 'invalid', 'bot', 'unknown', 'duplicate', 'repeat']);
    expect(views).toEqual([expect.objectContaining({ documentId: 'a', locale: 'vi', views: 1 })]);
    expect([...events]).toEqual(['1', '2', '4']);
  });

  it('adds up views of one document and minute', async () => {
    const { statuses, views } = setUp();
    await statuses(entry('1'), entry('2', { agent: 'another reader' }), entry('3', { atMs: now() - 59_000 }));
    expect(views).toEqual([
      {
        type: 'api::article.article',
        documentId: 'a',
        locale: 'vi',
        minute: now() / 60_000 - 1,
        views: 2,
        uniqueViews: 2,
      },
    ]);
  });

  it('counts an event once over several batches', async () => {
    const { statuses } = setUp();
    expect(await statuses(entry('1'))).toEqual(['counted']);
    expect(await statuses(entry('1'))).toEqual(['duplicate']);
  });

  it('forgets whom it has seen when it fails, so that the same batch counts afterwards', async () => {
    const { statuses, failures } = setUp();
    failures.push(new Error('disk full'));
    await expect(statuses(entry('1'))).rejects.toThrow('disk full');
    expect(await statuses(entry('1'))).toEqual(['counted']);
  });

  it('decides again in the second attempt after a deadlock', async () => {
    const { statuses, views, failures } = setUp();
    failures.push(Object.assign(new Error('deadlock'), { code: 'ER_LOCK_DEADLOCK' }));
    expect(await statuses(entry('1'))).toEqual(['counted']);
    expect(views).toHaveLength(1);
  });
});
