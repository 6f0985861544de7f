import type { Server, ServerResponse } from 'node:http';

interface DrainingOptions {
  readonly server: Server;
  /** How long the port stays open after the signal, so that load balancers notice. */
  readonly drainSeconds: number;
  /** How long the stop may take after the port was closed. */
  readonly shutdownSeconds: number;
  /** Strapi's own stop: plugins, server, database. */
  readonly destroy: () => Promise<void>;
  readonly log: { info(text: string): void; error(text: string): void };
}

/** A load balancer that sends nothing for this long has noticed. */
const quietMs = 500;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for `work`, at most `ms` milliseconds. */
const withinLimit = async (work: Promise<void>, ms: number, onLate: () => void): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      onLate();
      resolve();
    }, ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Stops a server in bounded time, and answers the requests that it has accepted first. */
export const createDraining = ({ server, drainSeconds, shutdownSeconds, destroy, log }: DrainingOptions) => {
  const open = new Set<ServerResponse>();
  let isDraining = false;
  let lastRequestAt = 0;
  /** When the port was closed; without a port, when the stop began. */
  let closedAt = 0;
  let whenIdle: (() => void) | undefined;

  /** Closes the port, answers the open requests, and closes each connection with its last answer. */
  const drain = async (): Promise<void> => {
    isDraining = true;
    for (const response of open) response.shouldKeepAlive = false;
    if (drainSeconds > 0) {
      log.info(`newsroom: draining for ${drainSeconds} s, /_ready answers 503`);
      await pause(drainSeconds * 1000);
      // A load balancer on a busy machine may notice late. As long as it sends requests, they are answered.
      const latest = Date.now() + drainSeconds * 1000;
      while (Date.now() - lastRequestAt < quietMs && Date.now() < latest) await pause(50);
    }
    closedAt = Date.now();
    server.close();
    server.closeIdleConnections();
    if (open.size === 0) return;
    const idle = new Promise<void>((resolve) => {
      whenIdle = resolve;
    });
    // 60 % of the time is for open requests, the rest for Strapi's own stop.
    await withinLimit(idle, shutdownSeconds * 600, () =>
      log.error(`newsroom: ${open.size} requests are cut off because they took too long`),
    );
  };

  return {
    isDraining: (): boolean => isDraining,

    /** To be called for each request first. A probe (`/_ready`, `/_health`) does not prolong the draining. */
    watch(response: ServerResponse, { isProbe = false } = {}): void {
      if (!isProbe) lastRequestAt = Date.now();
      if (isDraining) response.shouldKeepAlive = false;
      open.add(response);
      response.once('close', () => {
        open.delete(response);
        if (open.size === 0) whenIdle?.();
      });
    },

    /** Replaces Strapi's own stop, which cuts connections off and waits for ever for a plugin that hangs. */
    async stop(): Promise<void> {
      closedAt = Date.now();
      if (server.listening) await drain();
      await withinLimit(destroy(), closedAt + shutdownSeconds * 1000 - Date.now(), () => {
        log.error(`newsroom: the server did not stop within ${shutdownSeconds} s, so the stop is cut short`);
        process.exitCode = 1;
      });
    },
  };
};
