import net from 'node:net';

/** What the proxy does with each COMMIT. */
type AtCommit =
  /** The connection ends as it is sent: the database never sees it. */
  | 'cut'
  /** The database gets it, and the connection ends before it can answer. */
  | 'lose the answer'
  | 'pass';

/** A TCP proxy in front of a database server. It can fail as networks fail. */
export interface DatabaseProxy {
  /** The address of the database, by way of the proxy. */
  readonly url: string;
  /** From now on, where a transaction ends in this way. */
  atCommit(what: AtCommit, ending?: Ending): void;
  /** Cut so far by `atCommit`. */
  readonly cuts: () => number;
  /** Nothing passes any more, in either direction, and no connection ends. */
  silence(): void;
  /** Ends all connections, and each new one as it is made. */
  away(): void;
  /** Everything passes again, what was held back first. */
  back(): void;
  /** Ends all connections that there are. */
  endAll(): void;
  stop(): Promise<void>;
}

/** What ends a transaction: a COMMIT, or the one statement that stores reported views. */
type Ending = 'COMMIT' | 'views';

const endings: Record<Ending, (bytes: Buffer) => boolean> = {
  // As Knex writes it. It must not match `READ COMMITTED`.
  COMMIT: (bytes) => bytes.includes('COMMIT;'),
  views: (bytes) => bytes.includes('content_tracker_increments') && /\{\\?"[vr]\\?":/.test(bytes.toString()),
};

/** Starts a proxy in front of the database that `env` names. */
export const startProxy = async (databaseUrl: string): Promise<DatabaseProxy> => {
  const target = new URL(databaseUrl);
  const pairs = new Set<{ client: net.Socket; server: net.Socket }>();
  let committing: AtCommit = 'pass';
  let isCommit = endings.COMMIT;
  let isSilent = false;
  let isAway = false;
  let cuts = 0;

  const end = (pair: { client: net.Socket; server: net.Socket }): void => {
    pair.client.destroy();
    pair.server.destroy();
    pairs.delete(pair);
  };

  const listener = net.createServer((client) => {
    if (isAway) {
      client.destroy();
      return;
    }
    const server = net.connect(Number(target.port), target.hostname.replace(/^\[|\]$/g, ''));
    const pair = { client, server };
    pairs.add(pair);
    let losesAnswer = false;
    if (isSilent) for (const socket of [client, server]) socket.pause();
    client.on('data', (bytes) => {
      if (!isCommit(bytes) || committing === 'pass') {
        server.write(bytes);
        return;
      }
      cuts += 1;
      if (committing === 'cut') return end(pair);
      losesAnswer = true;
      server.write(bytes);
    });
    server.on('data', (bytes) => (losesAnswer ? end(pair) : void client.write(bytes)));
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => end(pair));
      socket.on('close', () => end(pair));
    }
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));

  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((listener.address() as net.AddressInfo).port);
  const sockets = () => [...pairs].flatMap(({ client, server }) => [client, server]);
  return {
    url: url.href,
    atCommit(what, ending = 'COMMIT') {
      committing = what;
      isCommit = endings[ending];
    },
    cuts: () => cuts,
    silence() {
      isSilent = true;
      for (const socket of sockets()) socket.pause();
    },
    away() {
      isAway = true;
      for (const pair of [...pairs]) end(pair);
    },
    back() {
      isAway = false;
      isSilent = false;
      for (const socket of sockets()) socket.resume();
    },
    endAll() {
      for (const pair of [...pairs]) end(pair);
    },
    async stop() {
      for (const pair of [...pairs]) end(pair);
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
};
