import type { Knex } from 'knex';
import { asAdmin, connectToShared } from '../../clients/client';
import { draftArticle } from '../../clients/editing';
import {
  createEndpoint,
  entryEvents,
  everything,
  keyOf,
  setScope,
  startReceiver,
  storedFor,
  type Receiver,
} from '../../clients/receiver';
import { inAnHour, inSeconds, schedule, untilStatus } from '../../clients/scheduling';

let db: Knex;
let receiver: Receiver;
let webhook: number;

beforeAll(async () => {
  db = connectToShared();
  receiver = await startReceiver();
});
afterAll(async () => {
  await db?.('strapi_webhooks').where({ id: webhook }).delete();
  receiver?.stop();
  await db?.destroy();
});

it('webhooks tell of what a scheduled action does as of any publication, and nothing of its trial', async () => {
  const path = receiver.pathFor('ok');
  webhook = await createEndpoint(db, { url: receiver.urlOf(path), events: entryEvents });
  const key = await keyOf(asAdmin, webhook);
  await setScope(asAdmin, key, everything);
  const documentId = await draftArticle({ title: 'Webhook hẹn giờ' });
  const told = async (): Promise<string[]> =>
    (await storedFor(db, key))
      .map((body) => JSON.parse(body))
      .filter(({ entry }) => entry?.documentId === documentId)
      .map(({ event }) => event);
  const before = await told();
  await schedule(documentId, { publishAt: inAnHour() });
  expect(await told()).toEqual(before);
  await schedule(documentId, { publishAt: inSeconds(2), unpublishAt: inSeconds(4) });
  await untilStatus(documentId, 200);
  await untilStatus(documentId, 404);
  const after = (await told()).slice(before.length);
  expect(after).toContain('entry.publish');
  expect(after.filter((event) => event === 'entry.publish')).toHaveLength(1);
  expect(after.filter((event) => event === 'entry.unpublish')).toHaveLength(1);
  await receiver.about(path, 'Webhook hẹn giờ', before.length + after.length);
});
