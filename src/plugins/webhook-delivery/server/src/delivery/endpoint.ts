import type { Knex } from 'knex';
import { toNumber } from 'newsroom-plugin-kit/sql';
import type { Endpoints } from '../endpoints/endpoints.sql';
import type { Secrets, StoredSecrets } from '../signing/secrets';
import type { Queue } from './queue.sql';

/** An endpoint as it is set up at the moment of an attempt. */
export interface Endpoint {
  /** The endpoint's own number: it stays the same over an export and import. */
  readonly key: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isFailing: boolean;
  /** Whether the plugin had switched it off; an administrator has switched it on again since. */
  readonly wasSwitchedOff: boolean;
  readonly secrets: StoredSecrets;
}

/** @param row of `queue.endpoints` */
export const endpointOf = (row: Readonly<Record<string, unknown>>, secrets: Secrets): Endpoint => ({
  key: Number(row.key),
  url: String(row.url),
  headers: (typeof row.headers === 'string' ? JSON.parse(row.headers) : row.headers) ?? {},
  isFailing: toNumber(row.failing_since) !== null,
  wasSwitchedOff: toNumber(row.switched_off_at) !== null,
  secrets: secrets.toStored(row),
});

interface Options {
  readonly queue: Pick<Queue, 'endpoints'>;
  readonly endpoints: Pick<Endpoints, 'ensure'>;
  readonly secrets: Secrets;
}

/** @returns a function that reads the endpoints that messages may be sent to now: switched on and not held */
export const createOpenEndpoints = ({ queue, endpoints, secrets }: Options) => {
  const read = async (trx: Knex): Promise<Endpoint[]> => {
    const rows = await queue.endpoints(trx);
    if (rows.some((row) => row.key === null)) {
      await endpoints.ensure(trx);
      return read(trx);
    }
    return rows.filter((row) => row.enabled && !row.held).map((row) => endpointOf(row, secrets));
  };
  return read;
};
