/** A connection to a Redis server, or to all servers of a Redis Cluster. */
export interface RedisConnection {
  /**
   * Sends a command. Commands of one turn of the event loop go out in one write.
   * @param key the key that the command is about; in a cluster it decides which server gets the command
   */
  send(key: string, command: readonly string[]): Promise<unknown>;
  /** Ends it at once. Commands without an answer reject. */
  close(): void;
}

export type Connect = (onLost: (error: unknown) => void) => Promise<RedisConnection>;

/** How long it may take to connect. */
const connectMs = 1_000;

/** Host and port of the address, without user and password: fit for the log. */
export const hostOf = (url: string): string => {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || 6379}`;
};

/** The link connects again by itself, and answers from memory meanwhile: nothing is queued here. */
const settings = {
  RESP: 2,
  maintNotifications: 'disabled',
  disableOfflineQueue: true,
  // The client's own limit would be a timer for each command.
  commandOptions: { timeout: 0 },
} as const;

/** Abandons what takes too long: a server may accept a connection and then say nothing. */
const withinTime = async <T>(attempt: Promise<T>, abandon: () => void): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${connectMs} ms`)), connectMs);
  });
  try {
    return await Promise.race([attempt, tooLate]);
  } catch (error) {
    abandon();
    throw error;
  } finally {
    clearTimeout(timer);
  }
};

const connectToServer = async (url: string, onLost: (error: unknown) => void): Promise<RedisConnection> => {
  const { createClient } = await import('@redis/client');
  const client = createClient({
    ...settings,
    url,
    socket: { connectTimeout: connectMs, reconnectStrategy: false },
  });
  let isConnected = false;
  // Without a listener the error would end the process.
  client.on('error', (error) => isConnected && onLost(error));
  await withinTime(client.connect(), () => client.destroy());
  isConnected = true;
  return { send: (_, command) => client.sendCommand([...command]), close: () => client.destroy() };
};

const connectToCluster = async (url: string): Promise<RedisConnection> => {
  const { createCluster } = await import('@redis/client');
  const { protocol, username, password } = new URL(url);
  const cluster = createCluster({
    rootNodes: [{ url }],
    commandOptions: settings.commandOptions,
    defaults: {
      ...settings,
      socket: { connectTimeout: connectMs, ...(protocol === 'rediss:' && { tls: true as const }) },
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
    },
  });
  // A server of the cluster that is away shows in the commands that it does not answer.
  cluster.on('error', () => {});
  await withinTime(cluster.connect(), () => cluster.destroy());
  return {
    send: (key, command) => cluster.sendCommand(key, false, [...command]),
    close: () => cluster.destroy(),
  };
};

const isInCluster = async ({ send, close }: RedisConnection): Promise<boolean> => {
  // The account may not be allowed to ask, or a proxy may not know the command.
  const answer = send('', ['INFO', 'cluster']).catch(() => '');
  return String(await withinTime(answer, close)).includes('cluster_enabled:1');
};

/**
 * Makes the function that connects. The client library is loaded only then, so that a site without Redis does not pay
 * for it. `onLost` is called when the connection to a single server ends by itself.
 * @param url `redis://user:password@host:port/database`, or `rediss://…` for TLS
 */
export const createConnect =
  (url: string): Connect =>
  async (onLost) => {
    const connection = await connectToServer(url, onLost);
    if (!(await isInCluster(connection))) return connection;
    connection.close();
    return connectToCluster(url);
  };
