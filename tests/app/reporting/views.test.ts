import net from 'node:net';
import {
  asAdmin,
  asProgram,
  asPublic,
  editor,
  publishArticle,
  readArticle,
  report,
  serverUrl,
  view,
  waitUntilFolded,
} from '../../clients/client';

/** Sends `count` reports at once, and waits until they are folded. */
const viewTimes = async (count: number, documentId: string): Promise<number[]> => {
  const reports = Array.from({ length: count }, () => report({ type: 'article', documentId }));
  const answers = await Promise.all(reports);
  await waitUntilFolded(documentId);
  return answers.map(({ status }) => status);
};

describe('reporting a view', () => {
  it('is answered 204, and is in viewCount once it is folded', async () => {
    const { documentId } = await publishArticle({ title: 'Một lượt xem' });
    expect((await view(documentId)).status).toBe(204);
    expect((await readArticle(documentId)).viewCount).toBe(1);
  });

  it('leaves updatedAt alone and does not make the article look Modified', async () => {
    const { documentId, updatedAt } = await publishArticle({ title: 'Không bị sửa' });
    await view(documentId);
    expect((await readArticle(documentId)).updatedAt).toBe(updatedAt);
    const { body } = await asAdmin('GET', `${editor()}/${documentId}?locale=vi`);
    expect(body.data).toMatchObject({ status: 'published', viewCount: 1 });
  });

  it('counts a thousand simultaneous views exactly', async () => {
    const { documentId } = await publishArticle({ title: 'Một nghìn lượt xem' });
    const statuses = await viewTimes(1000, documentId);
    expect(new Set(statuses)).toEqual(new Set([204]));
    expect((await readArticle(documentId)).viewCount).toBe(1000);
  });

  it('counts each language separately', async () => {
    const { documentId } = await publishArticle({ title: 'Hai ngôn ngữ' });
    await asProgram('PUT', `/api/articles/${documentId}?locale=en`, {
      data: { title: 'Two languages', body: 'Text.' },
    });
    await view(documentId, 'en');
    await view(documentId, 'en');
    await view(documentId, 'vi');
    expect((await readArticle(documentId, 'locale=vi')).viewCount).toBe(1);
    expect((await readArticle(documentId, 'locale=en')).viewCount).toBe(2);
  });

  it('counts for the default language where none is named', async () => {
    const { documentId } = await publishArticle({ title: 'Ngôn ngữ mặc định' });
    await report({ type: 'article', documentId });
    await view(documentId, 'vi');
    expect((await readArticle(documentId)).viewCount).toBe(2);
  });

  it('accepts the requests of navigator.sendBeacon', async () => {
    const { documentId } = await publishArticle({ title: 'Beacon' });
    const body = JSON.stringify({ type: 'article', documentId });
    const answer = await report(body, {
      'Content-Type': 'text/plain;charset=UTF-8',
      Origin: 'https://reader.example',
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    await waitUntilFolded(documentId);
    expect((await readArticle(documentId)).viewCount).toBe(1);
  });

  it('answers the preflight request of a browser', async () => {
    const answer = await asPublic('OPTIONS', '/api/content-tracker/views', undefined, {
      Origin: 'https://reader.example',
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-headers')).toBe('Content-Type');
  });
});

describe('a reported view that cannot be counted', () => {
  const known = { type: 'article', documentId: 'abcdefghijklmnopqrstuvwx' };

  it.each([
    ['no JSON', 'nonsense', [], 'the body must be a JSON object with type and documentId'],
    ['a list', [known], [], 'the body must be a JSON object with type and documentId'],
    ['no documentId', { type: 'article' }, ['documentId'], 'documentId is required'],
    ['no type', { documentId: 'x' }, ['type'], 'type is required'],
    [
      'a number for a text',
      { ...known, documentId: 7 },
      ['documentId'],
      'documentId must be a text of 1 to 100 letters, digits or signs of ASCII',
    ],
    [
      'a text too long',
      { ...known, locale: 'v'.repeat(51) },
      ['locale'],
      'locale must be a text of 1 to 50 letters, digits or signs of ASCII',
    ],
    [
      'a text that a database may refuse',
      { ...known, documentId: 'a😀' },
      ['documentId'],
      'documentId must be a text of 1 to 100 letters, digits or signs of ASCII',
    ],
    ['an unknown field', { ...known, count: 5 }, ['count'], 'count is not one of type, documentId, locale'],
  ])('is refused with 400 for %s', async (_, body, path, message) => {
    const answer = await report(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      data: null,
      error: {
        status: 400,
        name: 'ValidationError',
        message,
        details: { errors: [{ path, message, name: 'ValidationError' }] },
      },
    });
  });

  it.each([
    ['an unknown document', known],
    ['an untracked type', { ...known, type: 'author' }],
    ['an unknown type', { ...known, type: 'nothing' }],
  ])('is answered 404 for %s', async (_, body) => {
    const answer = await report(body);
    expect(answer.status).toBe(404);
    expect(answer.body.error.name).toBe('NotFoundError');
  });

  it('is answered 404 for a draft, a missing language and an unpublished document, and counts nothing', async () => {
    const draft = await asProgram('POST', '/api/articles?status=draft', {
      data: { title: 'Bản nháp', body: '…' },
    });
    expect((await view(draft.body.data.documentId)).status).toBe(404);

    const { documentId } = await publishArticle({ title: 'Sẽ gỡ xuống' });
    expect((await view(documentId, 'en')).status).toBe(404);
    await asAdmin('POST', `${editor()}/${documentId}/actions/unpublish?locale=vi`, {});
    expect((await view(documentId)).status).toBe(404);
    const { body } = await asAdmin('GET', `${editor()}/${documentId}?locale=vi`);
    expect(body.data.viewCount).toBe(0);
  });

  it('is answered 405, 413 and 415 by the rules of HTTP', async () => {
    const get = await asPublic('GET', '/api/content-tracker/views');
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    expect((await report({ ...known, locale: 'x'.repeat(1100) })).status).toBe(413);
    expect((await report('<view/>', { 'Content-Type': 'application/xml' })).status).toBe(415);
  });
});

describe('viewCount', () => {
  it('starts at 0 and can be used to sort and filter', async () => {
    const [none, many] = await Promise.all([
      publishArticle({ title: 'Sắp xếp không' }),
      publishArticle({ title: 'Sắp xếp nhiều' }),
    ]);
    await viewTimes(5, many.documentId);
    const ids = [none.documentId, many.documentId];
    const filter = ids.map((id, i) => `filters[documentId][$in][${i}]=${id}`).join('&');
    const sorted = await asPublic('GET', `/api/articles?${filter}&sort=viewCount:desc&fields=viewCount`);
    expect(sorted.body.data.map((one: any) => one.viewCount)).toEqual([5, 0]);
    const filtered = await asPublic('GET', `/api/articles?${filter}&filters[viewCount][$gte]=5`);
    expect(filtered.body.data.map((one: any) => one.documentId)).toEqual([many.documentId]);
  });

  it('is kept over publish, unpublish and discard, and starts at 0 in a clone and a new language', async () => {
    const { documentId } = await publishArticle({ title: 'Giữ lượt xem' });
    await viewTimes(3, documentId);
    await asProgram('PUT', `/api/articles/${documentId}`, { data: { title: 'Giữ lượt xem, sửa' } });
    expect((await readArticle(documentId)).viewCount).toBe(3);

    await asAdmin('PUT', `${editor()}/${documentId}?locale=vi`, { title: 'Bỏ đi', body: '…' });
    const discarded = await asAdmin('POST', `${editor()}/${documentId}/actions/discard?locale=vi`, {});
    expect(discarded.body.data).toMatchObject({ title: 'Giữ lượt xem, sửa', viewCount: 3 });

    const clone = await asAdmin('POST', `${editor()}/clone/${documentId}?locale=vi`, {
      title: 'Bản sao',
      body: '…',
    });
    expect(clone.body.data).toMatchObject({ viewCount: 0, firstPublishedAt: null });

    const english = await asProgram('PUT', `/api/articles/${documentId}?locale=en`, {
      data: { title: 'English', body: '…' },
    });
    expect(english.body.data.viewCount).toBe(0);

    await asAdmin('POST', `${editor()}/${documentId}/actions/unpublish?locale=vi`, {});
    const published = await asAdmin('POST', `${editor()}/${documentId}/actions/publish?locale=vi`, {
      title: 'Lại lên trang',
      body: '…',
    });
    expect(published.body.data.viewCount).toBe(3);
    expect((await readArticle(documentId)).viewCount).toBe(3);
  });

  it.each(['viewCount', 'firstPublishedAt'])(
    'like firstPublishedAt, is refused by name as input: %s',
    async (attribute) => {
      const value = attribute === 'viewCount' ? 1 : '2001-01-01T00:00:00.000Z';
      const created = await asProgram('POST', '/api/articles', {
        data: { title: 'x', body: 'y', [attribute]: value },
      });
      expect(created.status).toBe(400);
      expect(created.body.error.message).toContain(attribute);
      const { documentId } = await publishArticle({ title: `Không ghi được ${attribute}` });
      const updated = await asProgram('PUT', `/api/articles/${documentId}`, { data: { [attribute]: value } });
      expect(updated.status).toBe(400);
      expect(updated.body.error.message).toContain(attribute);
    },
  );
});

describe('clients that are slow or break off', () => {
  const announced = 100;
  const begun = `{"type":"article",`;

  /** Opens a connection, promises a body, and sends its beginning alone. */
  const beginReport = (): Promise<net.Socket> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(serverUrl);
      const socket = net.connect(Number(port), hostname, () => {
        const head = `POST /api/content-tracker/views HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n`;
        socket.write(`${head}Content-Length: ${announced}\r\n\r\n${begun}`);
        resolve(socket);
      });
      socket.once('error', reject);
    });

  const statusOf = (socket: net.Socket): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.once('close', () => resolve(text.slice(0, text.indexOf('\r\n'))));
    });

  it('are disconnected after 10 s, and delay neither readers nor other reported views', async () => {
    const { documentId } = await publishArticle({ title: 'Khách chậm' });
    const sockets = await Promise.all(Array.from({ length: 300 }, beginReport));
    const slow = sockets.slice(100);
    const statuses = Promise.all(slow.map(statusOf));
    for (const socket of sockets.slice(0, 100)) socket.resetAndDestroy();

    expect(await viewTimes(20, documentId)).toEqual(Array(20).fill(204));
    expect((await readArticle(documentId)).viewCount).toBe(20);
    expect(new Set(await statuses)).toEqual(new Set(['HTTP/1.1 408 Request Timeout']));
    expect((await view(documentId)).status).toBe(204);
  }, 30_000);

  it('are refused when a body without Content-Length grows too large', async () => {
    const { hostname, port } = new URL(serverUrl);
    const socket = net.connect(Number(port), hostname);
    const status = statusOf(socket);
    const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
    socket.write(
      `POST /api/content-tracker/views HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`,
    );
    expect(await status).toBe('HTTP/1.1 413 Payload Too Large');
  });
});
