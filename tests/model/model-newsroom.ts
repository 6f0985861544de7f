import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root, scratch } from '../servers/databases';
import { environment, type TestDatabase } from '../servers/newsroom';
import type { ActionName, Locale } from './model';

export interface Place {
  readonly documentId: string;
  readonly locale: Locale;
}

export interface Deed extends Partial<Place> {
  readonly name: ActionName | 'create';
  readonly title: string;
  readonly firstPublishedAt: number;
  readonly reason: string;
}

/** What became of a deed, and between which two milliseconds. */
export interface Done {
  readonly outcome: string;
  readonly documentId?: string;
  readonly began: number;
  readonly ended: number;
}

export type Row = Readonly<Record<string, any>>;

/** Rows of all tables, by their columns; times in milliseconds. */
export interface Seen {
  readonly rows: readonly Row[];
  readonly entries: readonly Row[];
  readonly totals: readonly Row[];
  readonly hours: readonly Row[];
  readonly timelines: readonly (Place & { readonly timeline: Row | null })[];
}

export interface Newsroom {
  perform(deeds: readonly Deed[]): Promise<Done[]>;
  /** Each of these is opened by another reader; resolves to the answers' statuses. */
  open(places: readonly Place[]): Promise<number[]>;
  /** Makes documents that are the same in all but their ids. */
  copy(pairs: readonly { readonly from: string; readonly to: string }[]): Promise<void>;
  look(documentIds: readonly string[]): Promise<Seen>;
  stop(): Promise<void>;
}

interface Asked {
  readonly resolve: (result: any) => void;
  readonly reject: (error: Error) => void;
}

/** Opens a newsroom without content on this database, in a process of its own. */
export const openNewsroom = async (database: TestDatabase): Promise<Newsroom> => {
  const log = path.join(scratch, `model-${process.pid}-${database.env.DATABASE_CLIENT}.log`);
  const output = fs.openSync(log, 'w');
  const child = fork(path.join(root, 'tests', 'model', 'model-newsroom.mjs'), {
    cwd: root,
    execArgv: [],
    env: environment(database, { SAMPLE_CONTENT: 'false' }),
    stdio: ['ignore', output, output, 'ipc'],
  });
  const asked = new Map<number, Asked>();
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      const error = new Error(`the newsroom has ended:\n${fs.readFileSync(log, 'utf8').slice(-4000)}`);
      for (const { reject } of asked.values()) reject(error);
      resolve();
    });
  });
  const answerOf = (id: number): Promise<any> =>
    new Promise((resolve, reject) => asked.set(id, { resolve, reject }));
  child.on('message', ({ id, result, error }: { id: number; result?: unknown; error?: string }) => {
    if (error) asked.get(id)?.reject(new Error(error));
    else asked.get(id)?.resolve(result);
    asked.delete(id);
  });

  let last = 0;
  const ask = (task: string, items: readonly unknown[] = []): Promise<any> => {
    last += 1;
    const answer = answerOf(last);
    child.send({ id: last, task, items });
    return answer;
  };
  await answerOf(0);
  return {
    perform: (deeds) => ask('perform', deeds),
    open: (places) => ask('open', places),
    copy: (pairs) => ask('copy', pairs),
    look: (documentIds) => ask('look', documentIds),
    async stop() {
      await ask('stop');
      await ended;
    },
  };
};
