/*
 * Why: reports of views never reach Koa, but `server.proxy.koa` in `config/server` must mean the same for them. Koa itself
 * takes an address with its port, as some proxies write it, for another client with each connection.
 * Relies on: `strapi.server.app` is a Koa application: `proxy`, `proxyIpHeader` and `maxIpsCount` are its settings.
 * If it is gone: `checkStrapiHas` stops the start.
 */
import type { IncomingMessage } from 'node:http';
import net from 'node:net';
import type { Core } from '@strapi/strapi';
import { forwardedAddresses, plainAddress } from 'newsroom-plugin-kit/addresses';
import { checkStrapiHas } from './requirement';

interface Proxies {
  /** Whether headers of proxies are believed. */
  readonly proxy: boolean;
  readonly proxyIpHeader: string;
  /** How many addresses at the end of the header are believed; 0 for all. */
  readonly maxIpsCount: number;
}

/** Reads a client's address: the header's of a trusted proxy, or the socket's where the header has none. */
export const clientAddressOf = (
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  { proxy, proxyIpHeader, maxIpsCount }: Proxies,
): string => {
  const said = headers[proxyIpHeader.toLowerCase()];
  // By far the most, and quickest so: one address of IPv4.
  if (proxy && typeof said === 'string' && net.isIPv4(said)) return said;
  const [client] = proxy ? forwardedAddresses(headers, proxyIpHeader).slice(-maxIpsCount) : [];
  const peer = socket.remoteAddress ?? '';
  return client ?? plainAddress(peer) ?? peer;
};

/** Makes the function that reads a client's address by the settings of Koa. */
export const createClientAddress = (strapi: Core.Strapi): ((request: IncomingMessage) => string) => {
  const { app } = strapi.server;
  const settings = ['proxy', 'proxyIpHeader', 'maxIpsCount'].every((name) => name in (app ?? {}));
  checkStrapiHas('Koa application with settings for proxies in strapi.server.app', settings);
  // Read at each request: what runs later in Strapi's start may change them.
  return (request) => clientAddressOf(request, app as unknown as Proxies);
};
