import type { Knex } from 'knex';
import { createReceiver, type Receiver } from '../receiver';
import { asAdmin, connectToShared, publishArticle } from './client';

const name = `Log ${process.pid}`;
let db: Knex;
let site: Receiver;
let endpoint: number;

beforeAll(async () => {
  site = await createReceiver();
  db = connectToShared();
  const events = JSON.stringify(['entry.publish']);
  await db('strapi_webhooks').insert({ name, url: site.url, headers: '{}', events, enabled: true });
  ({ id: endpoint } = await db('strapi_webhooks').first('id').where({ name }));
});

afterAll(async () => {
  await db?.('strapi_webhooks').where({ name }).delete();
  await db?.destroy();
  await site?.close();
});

const ask = async (path: string): Promise<any> => (await asAdmin('GET', `/webhook-delivery/${path}`)).body;

/** The only delivery in a state about an article, waited for at most some seconds. */
const delivery = async (title: string, wanted: object): Promise<any> => {
  const until = Date.now() + 20_000;
  for (;;) {
    const { data } = await ask(`deliveries?endpoint=${endpoint}`);
    const found = data.find(({ about }: { about: { title: string } }) => about.title === title);
    if (Date.now() > until || Object.entries(wanted).every(([field, value]) => found?.[field] === value)) {
      return found;
    }
    await new Promise((next) => setTimeout(next, 100));
  }
};

describe('the log of webhooks', () => {
  it('says what a delivery is about, and counts its attempts over all the times that it was sent', async () => {
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
    expect(data.history[0]).toMatchObject({ status: 200, problem: null, answer: 'Thank you' });
    expect(JSON.parse(data.body).entry.title).toBe('Lễ hội đền Hùng');
  });

  it('answers a test with what the endpoint answered', async () => {
    const test = await asAdmin('POST', `/webhook-delivery/endpoints/${endpoint}/test`);
    expect(test.body.data).toMatchObject({ status: 200, problem: null, answer: 'Thank you' });
    expect(test.body.data.durationMs).toBeGreaterThanOrEqual(0);
    expect(site.about('trigger-test')).toHaveLength(1);
  });

  it("answers Strapi's own settings page as Strapi does", async () => {
    const test = await asAdmin('POST', `/admin/webhooks/${endpoint}/trigger`);
    expect(test.body.data).toEqual({ statusCode: 200 });
  });

  it('answers 404 to a test of an endpoint that is not there', async () => {
    expect((await asAdmin('POST', '/webhook-delivery/endpoints/2000000000/test')).status).toBe(404);
  });

  it('says for how long a former secret goes on signing', async () => {
    expect((await ask('endpoints')).meta).toEqual({ rotationHours: 24 });
  });

  it('counts endpoints, and those that are failing', async () => {
    const own = async () =>
      (await ask('endpoints')).data.find(({ id }: { id: number }) => id === Number(endpoint));
    expect((await own()).failingSince).toBeNull();
    site.answerWith(500);
    await publishArticle({ title: 'Mưa đá' });
    await delivery('Mưa đá', { lastStatus: 500 });
    expect((await own()).failingSince).not.toBeNull();
    const { failing, endpoints } = (await ask('failing')).data;
    expect(failing).toBeGreaterThanOrEqual(1);
    expect(endpoints).toBeGreaterThanOrEqual(failing);
  });
});
