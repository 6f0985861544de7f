import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';

/** Answers the request if it is one of its own, and says whether it was. */
export type Interceptor = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Lets `intercept` see every request first; those that it does not answer go on as they did. */
export const interceptRequests = (server: Server, intercept: Interceptor): void => {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (intercept(request, response)) return;
    for (const listener of listeners) listener.call(server, request, response);
  });
};
