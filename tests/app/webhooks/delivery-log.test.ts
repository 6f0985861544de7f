import type { Knex } from 'knex';
import { asAdmin, connectToShared, publishArticle } from '../../clients/client';
import { createEndpoint, keyOf, startReceiver, until, type Receiver } from '../../clients/receiver';

let db: Knex;
let site: Receiver;
let place: string;
let webhook: number;
let endpoint: number;

beforeAll(async () => {
  site = await startReceiver();
  db = connectToShared();
  place = site.pathFor('ok');
  webhook = await createEndpoint(db, { url: site.urlOf(place), events: ['entry.publish'] });
  endpoint = await keyOf(asAdmin, webhook);
});

afterAll(async () => {
  await db?.('strapi_webhooks').where({ id: webhook }).delete();
  await db?.destroy();
  site?.stop();
});

const ask = async (path: string): Promise<any> => (await asAdmin('GET', `/webhook-delivery/${path}`)).body;

/** The only delivery about an article, once it is so. */
const delivery = (title: string, wanted: object): Promise<any> =>
  until(
    async () => {
      const { data } = await ask(`deliveries?endpoint=${endpoint}`);
      return data.find(({ about }: { about: { title: string } }) => about.title === title);
    },
    (found) => Object.entries(wanted).every(([field, value]) => found?.[field] === value),
  );

describe('the log of webhooks', () => {
  it('shows the title of a delivery’s document, and counts all its attempts', async () => {
    await publishArticle({ title: 'Lễ hội đền Hùng' });
    const first = await delivery('Lễ hội đền Hùng', { state: 'delivered' });
    expect(first).toMatchObject({
      about: { title: 'Lễ hội đền Hùng', model: 'article', locale: 'vi' },
      state: 'delivered',
      attempts: 1,
      lastStatus: 200,
    });
    await asAdmin('POST', `/webhook-delivery/deliveries/${first.id}/again`);
    const again = await delivery('Lễ hội đền Hùng', { state: 'delivered', attempts: 2 });
    expect(again).toMatchObject({ state: 'delivered', attempts: 2, messageId: first.messageId });
    const { data } = await ask(`deliveries/${first.id}`);
    expect(data.history).toHaveLength(2);
    expect(data.history[0]).toMatchObject({ status: 200, problem: null, answer: 'thank you' });
    expect(JSON.parse(data.body).entry.title).toBe('Lễ hội đền Hùng');
  });

  it('answers a test with what the endpoint answered', async () => {
    const test = await asAdmin('POST', `/webhook-delivery/endpoints/${endpoint}/test`);
    expect(test.body.data).toMatchObject({ status: 200, problem: null, answer: 'thank you' });
    expect(test.body.data.durationMs).toBeGreaterThanOrEqual(0);
    expect(await site.about(place, 'trigger-test')).toHaveLength(1);
  });

  it("answers Strapi's own settings page as Strapi does", async () => {
    const test = await asAdmin('POST', `/admin/webhooks/${webhook}/trigger`);
    expect(test.body.data).toEqual({ statusCode: 200 });
  });

  it('answers 404 to a test of an unknown endpoint', async () => {
    expect((await asAdmin('POST', '/webhook-delivery/endpoints/2000000000/test')).status).toBe(404);
  });

  it('says how long a former secret goes on signing', async () => {
    expect((await ask('endpoints')).meta).toMatchObject({
      rotationHours: 24,
      isSending: true,
      resumedAt: null,
    });
  });

  it('counts all endpoints and the failing ones', async () => {
    const own = async () =>
      (await ask('endpoints')).data.find(({ id }: { id: number }) => id === Number(endpoint));
    expect((await own()).failingSince).toBeNull();
    await site.behave(place, 'fail');
    await publishArticle({ title: 'Mưa đá' });
    await delivery('Mưa đá', { lastStatus: 500 });
    expect((await own()).failingSince).not.toBeNull();
    const { failing, endpoints } = (await ask('failing')).data;
    expect(failing).toBeGreaterThanOrEqual(1);
    expect(endpoints).toBeGreaterThanOrEqual(failing);
  });
});
