import type { Server, ServerResponse } from 'node:http';

interface Options {
  readonly server: Server;
  /** How long the port serves on after the signal, for balancers to notice. */
  readonly drainSeconds: number;
  /** How long the stop may take after that. */
  readonly shutdownSeconds: number;
  /** Strapi's own stop: plugins, server, database. */
  readonly destroy: () => Promise<void>;
  readonly log: { info(text: string): void; error(text: string): void };
}

/** A balancer that has noticed sends nothing for as long. */
const quietMs = 500;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for `work`, but not longer than this. */
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

/** Ends a server so that nobody who has been let in is cut off, and in a bounded time. */
export const createDraining = ({ server, drainSeconds, shutdownSeconds, destroy, log }: Options) => {
  const open = new Set<ServerResponse>();
  let isDraining = false;
  let lastRequestAt = 0;
  /** When the port was closed, or would have been. */
  let closedAt = 0;
  let whenIdle: (() => void) | undefined;

  /** Answers what was asked, and closes connections as their last answer goes out. */
  const drain = async (): Promise<void> => {
    isDraining = true;
    for (const response of open) response.shouldKeepAlive = false;
    if (drainSeconds > 0) {
      log.info(`newsroom: draining for ${drainSeconds} s, /_ready answers 503`);
      await pause(drainSeconds * 1000);
      // A balancer on a busy machine may take longer to notice than somebody thought: what it still sends is answered.
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
    // Some of the time is for the rest of the stop.
    await withinLimit(idle, shutdownSeconds * 600, () =>
      log.error(`newsroom: ${open.size} requests are cut off, they took too long to stop`),
    );
  };

  return {
    isDraining: (): boolean => isDraining,

    /** Each request comes by here first; those that only ask whether this server is ready don't keep it from ending. */
    watch(response: ServerResponse, { isProbe = false } = {}): void {
      if (!isProbe) lastRequestAt = Date.now();
      if (isDraining) response.shouldKeepAlive = false;
      open.add(response);
      response.once('close', () => {
        open.delete(response);
        if (open.size === 0) whenIdle?.();
      });
    },

    /** In place of Strapi's own stop, which cuts connections off and waits for ever for what hangs. */
    async stop(): Promise<void> {
      closedAt = Date.now();
      if (server.listening) await drain();
      await withinLimit(destroy(), closedAt + shutdownSeconds * 1000 - Date.now(), () => {
        log.error(`newsroom: the stop did not end within ${shutdownSeconds} s and is cut short`);
        process.exitCode = 1;
      });
    },
  };
};
