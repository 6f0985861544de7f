import { createDecide } from '../../../src/plugins/content-tracker/server/src/reporting/decide';
import { defaultFloodLimits } from '../../../src/plugins/content-tracker/server/src/reporting/flood-limits';
import { createSeenInMemory } from '../../../src/plugins/content-tracker/server/src/reporting/seen.memory';
import { createVisitorKeys } from '../../../src/plugins/content-tracker/server/src/reporting/visitor';
import type { TrackedType } from '../../../src/plugins/content-tracker/server/src/content/tracked';

const article = { uid: 'api::article.article', name: 'article', isLocalized: true } as unknown as TrackedType;
const document = { documentId: 'a', locale: 'vi' };
const noon = Date.parse('2026-01-01T12:00:00Z');
const visit = { headers: {}, address: '203.0.113.1', agent: 'reader' };

const setUp = (timeZone = 'UTC', defaultLocale = async () => 'vi') =>
  createDecide({
    rules: {
      respectOptOut: true,
      isExcluded: (address) => address === '192.0.2.1',
      isBot: (agent) => agent === 'bot',
    },
    seen: createSeenInMemory(1000),
    visitorKeysOf: createVisitorKeys({ now: () => noon }),
    limitsOf: () => defaultFloodLimits,
    onFlood: () => {},
    timeZone,
    defaultLocale,
  });

describe('whether a report is a view', () => {
  it('is one in the minute in which the document was opened', async () => {
    const { item, isUnique } = await setUp()(article, document, visit, noon);
    expect(item).toEqual({ kind: 'view', type: article, ...document, minute: noon / 60_000 });
    expect(isUnique).toBe(true);
  });

  it.each([
    ['prefetch', { ...visit, headers: { 'sec-purpose': 'prefetch' } }],
    ['opt-out', { ...visit, headers: { 'sec-gpc': '1' } }],
    ['excluded', { ...visit, address: '192.0.2.1' }],
    ['bot', { ...visit, agent: 'bot' }],
  ])(
    'is refused with the reason %s, before the visitor and the locale are known',
    async (reason, refused) => {
      const unknown = () => Promise.reject(new Error('the database is away'));
      const decision = await setUp('UTC', unknown)(article, { documentId: 'a' }, refused, noon);
      expect(decision.item).toEqual({ kind: 'refusal', type: article, day: 20_454, reason });
      expect(decision.visitorKey).toBeUndefined();
    },
  );

  it('is refused as a repeat within 30 s, with the key of the first view', async () => {
    const decide = setUp();
    const first = await decide(article, document, visit, noon);
    const second = await decide(article, document, visit, noon + 30_000);
    expect(second.item).toMatchObject({ kind: 'refusal', reason: 'repeat' });
    expect(second.visitorKey).toBe(first.visitorKey);
  });

  it('is not unique when the visitor comes back within the hour', async () => {
    const decide = setUp();
    await decide(article, document, visit, noon);
    const { item, isUnique } = await decide(article, document, visit, noon + 31_000);
    expect([item.kind, isUnique]).toEqual(['view', false]);
  });

  it.each([
    ['locale', { ...document, locale: 'en' }, visit],
    ['document', { ...document, documentId: 'b' }, visit],
    ['visitor', document, { ...visit, address: '203.0.113.2' }],
  ])('is one where only the %s is another', async (_, other, visitor) => {
    const decide = setUp();
    await decide(article, document, visit, noon);
    expect((await decide(article, other, visitor, noon)).item.kind).toBe('view');
  });

  it('is one again after it was forgotten', async () => {
    const decide = setUp();
    (await decide(article, document, visit, noon)).forget();
    const { item, isUnique } = await decide(article, document, visit, noon + 1);
    expect([item.kind, isUnique]).toEqual(['view', true]);
  });

  it('counts a refusal on the day of the site, also where days begin at half past', async () => {
    const decide = setUp('Asia/Kolkata');
    const bot = { ...visit, agent: 'bot' };
    const dayAt = async (time: string) =>
      (await decide(article, document, bot, Date.parse(`2026-01-01T${time}Z`))).item;
    expect(await dayAt('18:29:59.999')).toMatchObject({ day: 20_454 });
    expect(await dayAt('18:30:00.000')).toMatchObject({ day: 20_455 });
  });
});
