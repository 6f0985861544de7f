import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { newsroom } from './browser';

const listen = async (handler: http.RequestListener): Promise<http.Server> => {
  const server = http.createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

const urlOf = (server: http.Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const textOf = async (request: http.IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
};

/** Answers as the newsroom answers, headers included. */
const handOn = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
  const answer = await fetch(`${newsroom.url}${request.url}`);
  const names = ['content-type', 'access-control-allow-origin', 'cross-origin-resource-policy'];
  for (const name of names) {
    const value = answer.headers.get(name);
    if (value !== null) response.setHeader(name, value);
  }
  response.writeHead(answer.status).end(await answer.text());
};

/** A site with pages of any kind, and a newsroom on another origin that notes reports instead of counting them. */
export interface ReadingSite {
  readonly url: string;
  readonly newsroomUrl: string;
  /** The documents reported since this was last called, waiting for as many as are expected, and for one too many. */
  reports(page: Page, expected: number): Promise<string[]>;
  /** Serves a page, or what the headers say, and returns its path. */
  add(text: string, headers?: Record<string, string>, path?: string): string;
  close(): Promise<void>;
}

let pages = 0;

export const openSite = async (): Promise<ReadingSite> => {
  const served = new Map<string, { text: string; headers: Record<string, string> }>();
  const reported: string[] = [];
  const note = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    reported.push(JSON.parse(await textOf(request)).documentId);
    response.writeHead(204).end();
  };
  const atNewsroom = await listen((request, response) => {
    void (request.method === 'POST' ? note : handOn)(request, response);
  });
  const atSite = await listen((request, response) => {
    if (request.method === 'POST') return void note(request, response);
    const page = served.get(String(request.url).replace(/\?.*/, ''));
    response
      .writeHead(page ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8', ...page?.headers })
      .end(page?.text);
  });
  const newsroomUrl = urlOf(atNewsroom);

  return {
    url: urlOf(atSite),
    newsroomUrl,
    add(text, headers = {}, path = `/page-${(pages += 1)}`) {
      served.set(path, { text, headers });
      return path;
    },
    async reports(page, expected) {
      const until = Date.now() + 5_000;
      while (reported.length < expected && Date.now() < until) {
        await new Promise((next) => setTimeout(next, 10));
      }
      // What the page would report by mistake goes out before this.
      await page.evaluate(async (url) => {
        for (let turn = 0; turn < 5; turn += 1) await new Promise((next) => setTimeout(next));
        await fetch(url, { mode: 'no-cors' });
      }, `${newsroomUrl}/_health`);
      return reported.splice(0);
    },
    async close() {
      for (const server of [atSite, atNewsroom]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
};

let readers = 0;
/** A reader of their own: headless Chromium calls itself a bot. */
export const newReader = (browser: Browser): Promise<BrowserContext> => {
  readers += 1;
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.${readers}.0 Safari/537.36`;
  return browser.newContext({ userAgent });
};
