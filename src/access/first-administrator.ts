// Why: in Strapi the first visitor who registers becomes the administrator, whoever it is.
// Relies on: Strapi's route POST /admin/register-admin. If it is gone, the start is refused.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import os from 'node:os';
import type { Core } from '@strapi/strapi';
import { isInRanges } from '../plugins/kit/src/addresses';
import { forwardingHeaders } from './proxies';
import { bodyOf } from './refusal';

/** The name of the middleware in `config/middlewares.ts`. */
export const firstAdministrator = 'global::first-administrator';

const cookie = 'newsroom_first_administrator';
const isLoopback = isInRanges(['127.0.0.0/8', '::1']);
const localNames = ['localhost', '127.0.0.1', '[::1]'];

interface KoaContext {
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

/** Whether a page of another site sent the request. */
const isCrossOrigin = ({ headers: { origin }, host }: KoaContext): boolean =>
  origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);

/** Whether the request was sent at this machine, without a proxy, to a name that only this machine has. */
const isLocal = ({ req, headers, host }: KoaContext): boolean =>
  isLoopback(req.socket.remoteAddress ?? '') &&
  [...forwardingHeaders, 'via', 'x-real-ip'].every((name) => headers[name] === undefined) &&
  localNames.includes(host.replace(/:\d+$/, ''));

/** The code in the link. It is the same on every instance and at every start. */
const codeOf = (strapi: Core.Strapi): string =>
  createHmac('sha256', strapi.config.get<string>('admin.auth.secret'))
    .update('first administrator')
    .digest('base64url');

const isEqual = (a: unknown, b: string): boolean =>
  typeof a === 'string' && a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const hasAdministrator = async (strapi: Core.Strapi): Promise<boolean> =>
  (await strapi.db.query('admin::user').count()) > 0;

/**
 * Refuses the registration of the first administrator unless the request comes from the machine itself, or from a
 * browser that has opened the link that the start prints.
 */
export const createFirstAdministrator = (strapi: Core.Strapi, hasProxies: boolean) => () => {
  const code = codeOf(strapi);
  return async (ctx: KoaContext, next: () => Promise<void>): Promise<void> => {
    if (ctx.method === 'POST' && /^\/admin\/register-admin\/?$/i.test(ctx.path)) {
      const isKnown = isEqual(ctx.cookies.get(cookie), code) || (!hasProxies && isLocal(ctx));
      if (!isKnown || isCrossOrigin(ctx)) {
        ctx.status = 403;
        ctx.body = bodyOf(
          403,
          'The first administrator must register at the machine itself, or through the link that the server printed when it started',
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

const requireRoute = (strapi: Core.Strapi): void => {
  const { routes } = strapi.admin as unknown as { routes: Record<string, { routes?: { path: string }[] }> };
  const paths = Object.values(routes).flatMap((router) => (router.routes ?? []).map(({ path }) => path));
  if (paths.includes('/register-admin')) return;
  throw new Error(
    'newsroom: this version of Strapi has no route /admin/register-admin, but src/access/first-administrator.ts guards ' +
      'the registration of the first administrator there. Install the version of Strapi that package.json names.',
  );
};

/** Prints the link as the last line of a start, as long as there is no administrator. */
export const printFirstAdministratorLink = async (strapi: Core.Strapi): Promise<void> => {
  requireRoute(strapi);
  if (await hasAdministrator(strapi)) return;
  const url = new URL(`${strapi.config.get<string>('admin.absoluteUrl')}/auth/register-admin`);
  url.searchParams.set('code', codeOf(strapi));
  // Other machines reach this one by its name.
  if (url.hostname === '0.0.0.0') url.hostname = os.hostname();
  strapi.server.httpServer.once('listening', () => {
    setTimeout(() => {
      strapi.log.info(
        `newsroom: register the first administrator at this machine, or at another one through this link, which works until there is an administrator: ${url.href}`,
      );
    }, 1_000).unref();
  });
};
