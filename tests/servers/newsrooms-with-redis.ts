import { until } from '../clients/receiver';
import { launch, type Launched, type TestDatabase } from './newsroom';

/** Starts servers on one database and one Redis, and waits until each says that Redis answers. */
export const startWithRedis = async (
  database: TestDatabase,
  redisUrl: string,
  count: number,
  extra: Record<string, string> = {},
): Promise<Launched[]> => {
  const servers: Launched[] = [];
  try {
    // One after the other: the start takes a lock.
    for (let i = 0; i < count; i += 1) {
      const server = await launch(database, { REDIS_URL: redisUrl, ...extra });
      servers.push(server);
      await server.isUp;
      await until(
        () => server.readLog(),
        (log) => log.includes('answers: servers remember visitors together'),
      );
    }
  } catch (error) {
    await Promise.all(servers.map((server) => server.stop()));
    throw error;
  }
  return servers;
};
