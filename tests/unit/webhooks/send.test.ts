import type dns from 'node:dns';
import http from 'node:http';
import type net from 'node:net';
import v8 from 'node:v8';
import vm from 'node:vm';
import { createAddressCheck } from '../../../src/plugins/kit/src/addresses';
import { createConnectionCheck } from '../../../src/plugins/kit/src/connection-check';
import { createSender } from '../../../src/plugins/webhook-delivery/server/src/delivery/send';

const never = new AbortController().signal;

type Check = Omit<Parameters<typeof createConnectionCheck>[0], 'option'>;

const senderWith = ({ timeoutMs = 1000, ...check }: Check & { timeoutMs?: number }) =>
  createSender({
    timeoutMs,
    connections: createConnectionCheck({ ...check, option: 'the option allowedAddresses' }),
  });

/** A server on this machine, and what it was asked. */
const serve = async (answer: http.RequestListener) => {
  const asked: { headers: http.IncomingHttpHeaders; body: string }[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      asked.push({ headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port, asked, stop };
};

/** Names that resolve to what the test says, another answer each time. */
const resolving = (...answers: string[][]) => {
  let times = 0;
  const lookup = (_name: string, _options: unknown, callback: (...given: unknown[]) => void) => {
    const addresses = answers[Math.min(times, answers.length - 1)] ?? [];
    times += 1;
    callback(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );
  };
  return lookup as unknown as typeof dns.lookup;
};

describe('a message is not sent', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0x7f.1:PORT/',
    'http://127.1:PORT/',
    'http://0.0.0.0:PORT/',
    'http://0:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://localhost:PORT/',
    'http://１２７.０.０.１:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
  ])('to %s', async (address) => {
    const server = await serve((_, response) => response.end());
    const sender = senderWith({ isAllowed: createAddressCheck([]) });
    const url = address.replace('PORT', String(server.port));
    const { status, problem } = await sender.send({ url, headers: {}, body: '{}' }, never);
    server.stop();
    expect(status).toBeNull();
    expect(problem).toMatch(/is not a public address: see the option allowedAddresses/);
    expect(server.asked).toEqual([]);
  });

  it('to a host name if one of its addresses is private', async () => {
    const server = await serve((_, response) => response.end());
    const lookup = resolving(['93.184.216.34', '127.0.0.1']);
    const sender = senderWith({ isAllowed: createAddressCheck([]), lookup });
    const url = `http://site.example:${server.port}/`;
    expect((await sender.send({ url, headers: {}, body: '{}' }, never)).problem).toMatch(/^127.0.0.1 is not/);
    server.stop();
    expect(server.asked).toEqual([]);
  });

  it('to a host name that resolves to a private address only when it is connected to', async () => {
    const server = await serve((_, response) => response.end());
    // Allowed is 127.0.0.1 here, in place of a public address; the second answer would be refused.
    const lookup = resolving(['127.0.0.1'], ['127.0.0.2']);
    const sender = senderWith({ isAllowed: (one) => one === '127.0.0.1', lookup });
    const url = `http://site.example:${server.port}/`;
    expect((await sender.send({ url, headers: {}, body: '{}' }, never)).status).toBe(200);
    expect((await sender.send({ url, headers: {}, body: '{}' }, never)).problem).toMatch(/^127.0.0.2 is not/);
    server.stop();
    expect(server.asked).toHaveLength(1);
  });

  it.each(['ftp://example.org/', 'file:///etc/passwd', 'not an address'])(
    'by a protocol other than HTTP: %s',
    async (url) => {
      const sender = senderWith({ isAllowed: () => true });
      const { status, problem } = await sender.send({ url, headers: {}, body: '{}' }, never);
      expect(status).toBeNull();
      expect(problem).not.toBe('');
    },
  );
});

describe('a message that is sent', () => {
  const send = async (
    answer: http.RequestListener,
    headers: Record<string, string> = {},
    timeoutMs = 1000,
  ) => {
    const server = await serve(answer);
    const sender = senderWith({ timeoutMs, isAllowed: () => true });
    const url = `http://127.0.0.1:${server.port}/`;
    const got = await sender.send({ url, headers, body: '{"tên":"Hội nghị"}' }, never);
    server.stop();
    return { got, asked: server.asked };
  };

  it('arrives whole, with its headers', async () => {
    const { got, asked } = await send((_, response) => response.writeHead(202).end('thanks'), {
      'X-Own': '1',
    });
    expect(got).toMatchObject({ status: 202, problem: null, responseBody: 'thanks' });
    expect(asked[0]?.body).toBe('{"tên":"Hội nghị"}');
    expect(asked[0]?.headers['x-own']).toBe('1');
  });

  it('keeps its own length and host, whatever headers an editor has given', async () => {
    const { got, asked } = await send((_, response) => response.end(), {
      'Content-Length': '3',
      Host: 'elsewhere.example',
      'Transfer-Encoding': 'chunked',
    });
    expect(got.status).toBe(200);
    expect(asked[0]?.headers.host).toMatch(/^127\.0\.0\.1:/);
    expect(asked[0]?.body).toHaveLength(18);
  });

  it('does not follow a redirect', async () => {
    const { got, asked } = await send((_, response) => response.writeHead(302, { Location: '/' }).end());
    expect(got.status).toBe(302);
    expect(asked).toHaveLength(1);
  });

  it('keeps 2 KB of a long answer and does not wait for the rest', async () => {
    const { got } = await send((_, response) => {
      response.writeHead(500);
      response.write('x'.repeat(10_000));
    });
    expect(got.status).toBe(500);
    expect(got.responseBody).toHaveLength(2048);
  });

  it('is given up after the time limit, with the reason', async () => {
    const { got } = await send(() => undefined, {}, 200);
    expect(got).toMatchObject({ status: null, problem: 'no answer within 0.2 s' });
    expect(got.durationMs).toBeLessThan(1000);
  });

  it('counts as delivered by its status, even if the answer never ends', async () => {
    const { got } = await send((_, response) => void response.writeHead(200).write('a'), {}, 200);
    expect(got).toMatchObject({ status: 200, responseBody: 'a' });
  });

  it('ends in time while garbage is collected', async () => {
    v8.setFlagsFromString('--expose-gc');
    const collect = vm.runInNewContext('gc') as () => void;
    const collecting = setInterval(collect, 20);
    const { got } = await send((_, response) => void response.writeHead(200).write('a'), {}, 500);
    clearInterval(collecting);
    expect(got).toMatchObject({ status: 200, responseBody: 'a' });
    expect(got.durationMs).toBeLessThan(5000);
  });

  it('reports the error that broke the connection', async () => {
    const { got } = await send((request) => request.socket.resetAndDestroy());
    expect(got.status).toBeNull();
    expect(got.problem).toMatch(/ECONNRESET/);
  });

  it('reports the header that cannot be sent', async () => {
    const { got } = await send((_, response) => response.end(), { 'X-Wrong': 'a\nb' });
    expect(got.problem).toMatch(/X-Wrong/);
  });

  it('is cancelled when the server stops', async () => {
    const server = await serve(() => undefined);
    const stopping = new AbortController();
    const sender = senderWith({ timeoutMs: 5000, isAllowed: () => true });
    const message = { url: `http://127.0.0.1:${server.port}/`, headers: {}, body: '{}' };
    const sending = sender.send(message, stopping.signal);
    stopping.abort(new Error('stopping'));
    await expect(sending).rejects.toThrow('stopping');
    server.stop();
  });
});
