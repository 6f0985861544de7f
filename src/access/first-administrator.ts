import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import os from 'node:os';
import type { Core } from '@strapi/strapi';
import { isInRanges } from '../plugins/kit/src/addresses';
import { forwardingHeaders } from './proxies';
import { bodyOf } from './refusal';

/** Names the middleware in `config/middlewares.ts`. */
export const firstAdministrator = 'global::first-administrator';

const cookie = 'newsroom_first_administrator';
const isLoopback = isInRanges(['127.0.0.0/8', '::1']);
const localNames = ['localhost', '127.0.0.1', '[::1]'];

interface Koa {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
  readonly host: string;
  readonly secure: boolean;
  readonly req: { readonly socket: { readonly remoteAddress?: string } };
  readonly cookies: {
    get(name: string): string | undefined;
    set(name: string, value: string, options: object): void;
  };
  status: number;
  body: unknown;
}

/** Whether a page of another site has sent the request. */
const isFromElsewhere = ({ headers: { origin }, host }: Koa): boolean =>
  origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);

/** Whether somebody at the machine itself has sent it, past any proxy, and by a name that no other machine has. */
const isLocal = ({ req, headers, host }: Koa): boolean =>
  isLoopback(req.socket.remoteAddress ?? '') &&
  [...forwardingHeaders, 'via', 'x-real-ip'].every((name) => headers[name] === undefined) &&
  localNames.includes(host.replace(/:\d+$/, ''));

/** The same on every server of one newsroom, at every start. */
const codeOf = (strapi: Core.Strapi): string =>
  createHmac('sha256', strapi.config.get<string>('admin.auth.secret'))
    .update('first administrator')
    .digest('base64url');

const isEqual = (a: unknown, b: string): boolean =>
  typeof a === 'string' && a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const hasAdministrator = async (strapi: Core.Strapi): Promise<boolean> =>
  (await strapi.db.query('admin::user').count()) > 0;

/**
 * The first visitor who registers is the newsroom's administrator: he is at the machine itself, or has the link that
 * the start has printed.
 */
export const createFirstAdministrator = (strapi: Core.Strapi, hasProxies: boolean) => () => {
  const code = codeOf(strapi);
  return async (ctx: Koa, next: () => Promise<void>): Promise<void> => {
    if (ctx.method === 'POST' && /^\/admin\/register-admin\/?$/i.test(ctx.path)) {
      const isKnown = isEqual(ctx.cookies.get(cookie), code) || (!hasProxies && isLocal(ctx));
      if (!isKnown || isFromElsewhere(ctx)) {
        ctx.status = 403;
        ctx.body = bodyOf(
          403,
          'The first administrator registers at the machine itself, or by the link that its start has printed',
        );
        return;
      }
    }
    await next();
    if (ctx.method === 'GET' && isEqual(ctx.query.code, code)) {
      ctx.cookies.set(cookie, code, {
        httpOnly: true,
        sameSite: 'strict',
        secure: ctx.secure,
        path: '/admin',
      });
    }
  };
};

/** Prints the link, last of what a start says, as long as there is no administrator. */
export const printFirstAdministratorLink = async (strapi: Core.Strapi): Promise<void> => {
  if (await hasAdministrator(strapi)) return;
  const url = new URL(`${strapi.config.get<string>('admin.absoluteUrl')}/auth/register-admin`);
  url.searchParams.set('code', codeOf(strapi));
  // Another machine finds this one by its name.
  if (url.hostname === '0.0.0.0') url.hostname = os.hostname();
  strapi.server.httpServer.once('listening', () => {
    setTimeout(() => {
      strapi.log.info(
        `newsroom: register the first administrator at this machine, or from another one by this link, which works until there is one: ${url.href}`,
      );
    }, 1_000).unref();
  });
};
