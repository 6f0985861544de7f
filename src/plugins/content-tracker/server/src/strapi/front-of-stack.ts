/*
 * Why: Strapi's stack of middlewares costs several times what counting a view costs.
 * Relies on: Strapi attaches its one `request` listener to `strapi.server.httpServer` before plugins register.
 * If it is gone: `checkStrapiHas` stops the start. Otherwise a later listener would answer reports a second time.
 */
import type { Core } from '@strapi/strapi';
import { interceptRequests, type Interceptor } from 'newsroom-plugin-kit/intercept';
import { checkStrapiHas } from './requirement';

/** Lets `receive` answer requests before Strapi sees them. To be called while plugins register. */
export const serveInFrontOfStrapi = (strapi: Core.Strapi, receive: Interceptor): void => {
  const { httpServer } = strapi.server;
  checkStrapiHas('request listener on its HTTP server', httpServer.listenerCount('request') > 0);
  interceptRequests(httpServer, receive);
};
