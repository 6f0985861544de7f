import { createDecide } from '../../../src/plugins/content-tracker/server/src/reporting/decide';
import type { Beacon } from '../../../src/plugins/content-tracker/server/src/reporting/beacon';
import type { Visit } from '../../../src/plugins/content-tracker/server/src/reporting/filter';
import {
  createReporter,
  type ReportOutcome,
} from '../../../src/plugins/content-tracker/server/src/reporting/report';
import { defaultFloodLimits } from '../../../src/plugins/content-tracker/server/src/reporting/flood-limits';
import { createSeenInMemory } from '../../../src/plugins/content-tracker/server/src/reporting/seen.memory';
import { createVisitorKeys } from '../../../src/plugins/content-tracker/server/src/reporting/visitor';
import { Unavailable } from '../../../src/plugins/content-tracker/server/src/reporting/group-commit';
import type { TrackedType } from '../../../src/plugins/content-tracker/server/src/content/tracked';

const types = [{ uid: 'api::article.article', name: 'article', isLocalized: true } as unknown as TrackedType];
const now = () => Date.parse('2026-01-01T12:00:00Z');
const visit = { headers: {}, address: '203.0.113.1', agent: 'reader' };
const beacon = { type: 'article', documentId: 'a' };

/** A reporter whose commits the test lets happen, one by one. */
const setUp = () => {
  const added: string[] = [];
  const commits: { resolve: (isThere: boolean) => void; reject: (error: Error) => void }[] = [];
  const decide = createDecide({
    rules: { respectOptOut: true, isExcluded: () => false, isBot: (agent) => agent === 'bot' },
    seen: createSeenInMemory(1000),
    visitorKeysOf: createVisitorKeys({ now }),
    limitsOf: () => defaultFloodLimits,
    onFlood: () => {},
    timeZone: 'UTC',
    defaultLocale: async () => 'vi',
  });
  const reporter = createReporter({ types, now }, decide, {
    add(item, _isUnique, onCommit) {
      added.push(item.kind === 'view' ? `${item.documentId} ${item.locale}` : item.reason);
      commits.push({
        resolve: (isThere) => onCommit(null, isThere),
        reject: (error) => onCommit(error, false),
      });
    },
  });
  const report = (...[given, by]: [Beacon, Visit]): Promise<ReportOutcome | undefined> =>
    new Promise((resolve, reject) =>
      reporter(given, by, (error, outcome) => (error ? reject(error as Error) : resolve(outcome))),
    );
  return { report, added, commits };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a report', () => {
  it('is a view of the default locale where it names none', async () => {
    const { report, added, commits } = setUp();
    const outcome = report(beacon, visit);
    await turn();
    expect(added).toEqual(['a vi']);
    commits[0]?.resolve(true);
    expect(await outcome).toBe('counted');
  });

  it('of a type that is not tracked is unknown', async () => {
    const { report, added } = setUp();
    expect(await report({ ...beacon, type: 'page' }, visit)).toBe('unknown');
    expect(added).toEqual([]);
  });

  it('of a bot is answered once its refusal is committed', async () => {
    const { report, added, commits } = setUp();
    const outcome = report(beacon, { ...visit, agent: 'bot' });
    await turn();
    expect(added).toEqual(['bot']);
    commits[0]?.resolve(true);
    expect(await outcome).toBe('bot');
  });

  it('of a document that is not there is unknown, and a view once the document is', async () => {
    const { report, added, commits } = setUp();
    const first = report(beacon, visit);
    await turn();
    commits[0]?.resolve(false);
    expect(await first).toBe('unknown');
    void report(beacon, visit);
    await turn();
    expect(added).toEqual(['a vi', 'a vi']);
  });
});

describe('a repeat while the first report is being committed', () => {
  const reportTwice = async () => {
    const { report, added, commits } = setUp();
    const first = report(beacon, visit);
    const repeat = report(beacon, visit);
    // Errors are looked at later.
    repeat.catch(() => {});
    await turn();
    expect(added).toEqual(['a vi']);
    return { report, added, commits, first, repeat };
  };

  it('waits for it, and is refused when it is counted', async () => {
    const { added, commits, first, repeat } = await reportTwice();
    commits[0]?.resolve(true);
    expect(await first).toBe('counted');
    await turn();
    expect(added).toEqual(['a vi', 'repeat']);
    commits[1]?.resolve(true);
    expect(await repeat).toBe('repeat');
  });

  it('fails with it, and the next report is a view', async () => {
    const { report, added, commits, first, repeat } = await reportTwice();
    commits[0]?.reject(new Unavailable());
    await expect(first).rejects.toBeInstanceOf(Unavailable);
    await expect(repeat).rejects.toBeInstanceOf(Unavailable);
    void report(beacon, visit);
    await turn();
    expect(added).toEqual(['a vi', 'a vi']);
  });

  it('is unknown where the document is not there', async () => {
    const { commits, first, repeat } = await reportTwice();
    commits[0]?.resolve(false);
    expect(await Promise.all([first, repeat])).toEqual(['unknown', 'unknown']);
  });
});
