import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** A site that is told: keeps what it gets, and answers as it is told to. */
export const createReceiver = async () => {
  const received: Received[] = [];
  let status = 200;
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.statusCode = status;
      response.end(status === 200 ? 'Thank you' : 'Out of order');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const about = (text: string): Received[] => received.filter(({ body }) => body.includes(text));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    about,
    /** Waits until so many messages about something have come, at most some seconds; returns them. */
    async until(text: string, count: number): Promise<Received[]> {
      const end = Date.now() + 15_000;
      while (about(text).length < count && Date.now() < end) {
        await new Promise((next) => setTimeout(next, 50));
      }
      return about(text);
    },
    answerWith(next: number): void {
      status = next;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};

export type Receiver = Awaited<ReturnType<typeof createReceiver>>;
