/*
 * Why: reports of views never reach Koa, but `server.proxy.koa` in `config/server` must mean the same for them.
 * Relies on: `strapi.server.app` is a Koa application, and its `request` is the prototype of its requests.
 * If it is gone: `checkStrapiHas` stops the start.
 */
import type { IncomingMessage } from 'node:http';
import type { Core } from '@strapi/strapi';
import type Koa from 'koa';
import { checkStrapiHas } from './requirement';

/** Makes the function that reads a client's address as Koa does: the socket's, or the header's of a trusted proxy. */
export const createClientAddress = (strapi: Core.Strapi): ((request: IncomingMessage) => string) => {
  const { app } = strapi.server;
  checkStrapiHas('Koa request with an address in strapi.server.app', 'ip' in (app?.request ?? {}));
  return (request) => Object.assign(Object.create(app.request) as Koa.Request, { app, req: request }).ip;
};
