import type { IncomingMessage } from 'node:http';
import type { Core } from '@strapi/strapi';
import type Koa from 'koa';

/**
 * Reads a client's address as Koa does, for requests that never reach Koa: the socket's, or the proxy header's where
 * `server.proxy.koa` trusts it. So `config/server` has one meaning for reports and for everything else.
 * Relies on `strapi.server.app` being a Koa application, whose `request` is the prototype of its requests.
 * @throws Error at start where Strapi has no such application
 */
export const createClientAddress = (strapi: Core.Strapi): ((request: IncomingMessage) => string) => {
  const { app } = strapi.server;
  if (!('ip' in app.request)) {
    throw new Error(
      'content-tracker: strapi.server.app has no Koa request that tells the address of a client',
    );
  }
  return (request) => Object.assign(Object.create(app.request) as Koa.Request, { app, req: request }).ip;
};
