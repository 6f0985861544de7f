import path from 'node:path';
import type { Knex } from 'knex';
import { databaseName } from '../../clients/client';
import { until } from '../../clients/receiver';
import {
  createDatabase,
  signIn,
  start,
  type Newsroom,
  type Running,
  type TestDatabase,
} from '../../servers/newsroom';

const shiftedClock = path.join(__dirname, '..', '..', 'servers', 'shifted-clock.cjs');
const hourMs = 3_600_000;

let database: TestDatabase;
let db: Knex;
let running: Running | undefined;
let keys: Newsroom;

const call = async (method: string, route: string, token: string, body?: object): Promise<any> => {
  const response = await fetch(`${running?.url}${route}`, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${route} answered ${response.status}: ${await response.text()}`);
  return (await response.json()).data;
};
const write = async (title: string, status: 'draft' | 'published'): Promise<string> => {
  const data = { title, body: '…' };
  return (await call('POST', `/api/articles?locale=vi&status=${status}`, keys.apiToken, { data })).documentId;
};
const route = (documentId: string): string => `/content-tracker/schedule/article/${documentId}?locale=vi`;
const schedule = (documentId: string, times: object) =>
  call('PUT', route(documentId), keys.adminToken, times);
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const isOnline = async (documentId: string): Promise<boolean> =>
  (await fetch(`${running?.url}/api/articles/${documentId}?locale=vi`)).status === 200;
const untilOnline = (documentId: string) => until(() => isOnline(documentId), Boolean);
/** What becomes of an action: its state, and why. */
const actionOf = (documentId: string) =>
  db('content_tracker_scheduled_actions')
    .where({ target_document_id: documentId })
    .first('state', 'reason', 'closed_at');

beforeAll(async () => {
  database = await createDatabase(databaseName);
  db = database.connect();
});
afterAll(async () => {
  await running?.stop();
  await db?.destroy();
  await database?.drop();
});

it('an action is carried out by the clock of the database, where that of the server is an hour fast', async () => {
  running = await start(database, {
    SAMPLE_CONTENT: 'false',
    NODE_OPTIONS: `--require ${shiftedClock}`,
    CLOCK_SHIFT_MS: String(hourMs),
  });
  keys = await signIn(running.url);
  const documentId = await write('Đồng hồ chạy nhanh', 'draft');
  const at = inMs(3_000);
  await schedule(documentId, { publishAt: at });
  await untilOnline(documentId);
  const closedAt = Number((await actionOf(documentId)).closed_at);
  expect(closedAt).toBeGreaterThanOrEqual(Date.parse(at));
  expect(closedAt).toBeLessThan(Date.parse(at) + 1_500);
});

it('what came due while no server was up is carried out at the start, or missed after a day', async () => {
  const [anHourLate, twoDaysLate, soon] = [
    await write('Trễ một giờ', 'draft'),
    await write('Trễ hai ngày', 'draft'),
    await write('Đến giờ lúc máy chủ nghỉ', 'draft'),
  ];
  const expired = await write('Hết hạn từ hai ngày trước', 'published');
  for (const documentId of [anHourLate, twoDaysLate]) {
    await schedule(documentId, { publishAt: inMs(hourMs) });
  }
  await schedule(expired, { unpublishAt: inMs(hourMs) });
  await schedule(soon, { publishAt: inMs(1_500) });
  await running?.stop();
  const setDue = (documentId: string, hoursAgo: number) => {
    const at = Date.now() - hoursAgo * hourMs;
    return db('content_tracker_scheduled_actions')
      .where({ target_document_id: documentId })
      .update({ due_at: at, next_at: at });
  };
  await setDue(anHourLate, 1);
  await setDue(twoDaysLate, 48);
  await setDue(expired, 48);
  await until(
    async () =>
      Date.now() - Number((await db('content_tracker_scheduled_actions').max('due_at as at'))[0].at),
    (lateMs) => lateMs > 0,
  );
  expect((await actionOf(soon)).state).toBe('pending');
  running = await start(database, { SAMPLE_CONTENT: 'false' });
  await untilOnline(anHourLate);
  await untilOnline(soon);
  await until(
    () => isOnline(expired),
    (online) => !online,
  );
  await until(
    () => actionOf(twoDaysLate),
    ({ state }) => state === 'missed',
  );
  expect(await isOnline(twoDaysLate)).toBe(false);
});
