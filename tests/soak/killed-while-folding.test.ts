import type { Knex } from 'knex';
import { until } from '../clients/receiver';
import { createDatabase, start, type Running, type TestDatabase } from '../servers/newsroom';
import { differences, untilFolded } from './agreement';
import { createTally, report } from './load';
import { servers, viewsOf } from './scene';

/** A statement of the fold, as a trigger sees it: the table, what is done to it, and to which rows. */
interface Step {
  readonly table: string;
  readonly event: 'INSERT' | 'UPDATE' | 'DELETE';
  /** SQL: a condition for the row; every row where it is missing. */
  readonly when?: string;
}

const steps: [string, Step][] = [
  ['taking increments', { table: 'content_tracker_increments', event: 'DELETE' }],
  ['adding to totals', { table: 'content_tracker_view_totals', event: 'UPDATE' }],
  ['adding to hours', { table: 'content_tracker_view_hours', event: 'UPDATE' }],
  ['writing minutes', { table: 'content_tracker_view_minutes', event: 'INSERT' }],
  [
    'noting what to project',
    { table: 'content_tracker_increments', event: 'INSERT', when: `NEW.payload LIKE '{"t"%'` },
  ],
  ['counting the fold', { table: 'content_tracker_fold', event: 'UPDATE', when: 'NEW.folds > OLD.folds' }],
  ['writing viewCount', { table: 'articles', event: 'UPDATE', when: 'NEW.view_count > OLD.view_count' }],
  [
    'forgetting what was projected',
    { table: 'content_tracker_increments', event: 'DELETE', when: `OLD.payload LIKE '{"t"%'` },
  ],
];

const sleepSeconds = 60;

/** Makes such a statement stand still. */
const createTrigger: Record<(typeof servers)[number], (db: Knex, step: Step) => Promise<void>> = {
  async postgres(db, { table, event, when = 'true' }) {
    const row = event === 'DELETE' ? 'OLD' : 'NEW';
    await db.raw(`CREATE OR REPLACE FUNCTION sleep_a_while() RETURNS trigger AS $$
      BEGIN PERFORM pg_sleep(${sleepSeconds}); RETURN ${row}; END $$ LANGUAGE plpgsql`);
    await db.raw(`CREATE TRIGGER slow BEFORE ${event} ON ${table} FOR EACH ROW
      WHEN (${when}) EXECUTE FUNCTION sleep_a_while()`);
  },
  async mysql(db, { table, event, when = 'true' }) {
    await db.raw(`CREATE TRIGGER slow BEFORE ${event} ON ${table} FOR EACH ROW
      IF ${when} THEN DO SLEEP(${sleepSeconds}); END IF`);
  },
};

const dropTrigger: typeof createTrigger = {
  postgres: (db, { table }) => db.raw(`DROP TRIGGER slow ON ${table}`),
  mysql: (db) => db.raw('DROP TRIGGER slow'),
};

/** The connections to this database that stand in a trigger. */
const sleeping: Record<(typeof servers)[number], (db: Knex) => Promise<number[]>> = {
  async postgres(db) {
    const { rows } = await db.raw(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`,
    );
    return rows.map(({ pid }: { pid: number }) => pid);
  },
  async mysql(db) {
    const [rows] = await db.raw(
      `SELECT id FROM information_schema.processlist WHERE db = database() AND state = 'User sleep'`,
    );
    return rows.map(({ id }: { id: number }) => Number(id));
  },
};

/** Ends a connection, as the database does when it notices that its client is gone. */
const endConnection: Record<(typeof servers)[number], (db: Knex, id: number) => Promise<void>> = {
  postgres: (db, id) => db.raw('SELECT pg_terminate_backend(?)', [id]),
  mysql: (db, id) => db.raw('KILL ?', [id]),
};

describe.each(servers)('a server on %s that is killed', (name) => {
  let database: TestDatabase;
  let db: Knex;
  let running: Running;
  let ids: string[];

  beforeAll(async () => {
    database = await createDatabase(name);
    db = database.connect();
    running = await start(database);
    const { data } = (await (await fetch(`${running.url}/api/articles?fields=title`)).json()) as any;
    ids = data.slice(0, 3).map((one: { documentId: string }) => one.documentId);
    // So that every step finds rows to update.
    for (const id of ids) await report(running.url, id, createTally());
    await untilFolded(db);
  });
  afterAll(async () => {
    await running.stop();
    await db.destroy();
    await database.drop();
  });

  const counts = (): Promise<number[]> => Promise.all(ids.map((id) => viewsOf(db, id)));
  const pauseFold = (untilMs: number) => db('content_tracker_fold').update({ paused_until: untilMs });

  it.each(steps)(
    'while it is %s counts every answered view exactly once after the next start',
    async (_, step) => {
      const before = await counts();
      // So that each fold inserts them.
      await db('content_tracker_view_minutes').delete();
      await pauseFold(8_000_000_000_000);
      await createTrigger[name](db, step);
      const tally = createTally();
      for (let i = 0; i < 12; i += 1) await report(running.url, ids[i % 3] as string, tally);
      expect(tally.statuses).toEqual(new Map([[204, 12]]));
      await pauseFold(0);
      const connections = await until(
        () => sleeping[name](db),
        (found) => found.length > 0,
      );
      await running.stop('SIGKILL');
      for (const connection of connections) await endConnection[name](db, connection);
      await dropTrigger[name](db, step);
      expect(await db('content_tracker_increments')).not.toEqual([]);
      running = await start(database);
      expect(await counts()).toEqual(before.map((views) => views + 4));
      expect(await differences(db)).toEqual([]);
    },
  );
});
