import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';

/** Answers a request that it is meant for, and returns whether it has answered. */
export type Interceptor = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Gives every request to `intercept` first. A request that it does not answer goes to the listeners as before. */
export const interceptRequests = (server: Server, intercept: Interceptor): void => {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (intercept(request, response)) return;
    for (const listener of listeners) listener.call(server, request, response);
  });
};
