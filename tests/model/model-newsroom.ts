import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root, scratch } from '../servers/databases';
import { environment, type TestDatabase } from '../servers/newsroom';
import type { ActionName, Locale } from './model';

export interface DocumentRef {
  readonly documentId: string;
  readonly locale: Locale;
}

export interface Command extends Partial<DocumentRef> {
  readonly name: ActionName | 'create';
  readonly title: string;
  readonly firstPublishedAt: number;
  readonly reason: string;
}

/** What a command led to, and the two milliseconds between which it ran. */
export interface CommandResult {
  readonly outcome: string;
  readonly documentId?: string;
  readonly began: number;
  readonly ended: number;
}

export type Row = Readonly<Record<string, any>>;

/** The rows of all tables that a sequence can change, by their columns; times in milliseconds since the epoch. */
export interface Snapshot {
  readonly rows: readonly Row[];
  readonly entries: readonly Row[];
  readonly totals: readonly Row[];
  readonly hours: readonly Row[];
  readonly timelines: readonly (DocumentRef & { readonly timeline: Row | null })[];
}

export interface ModelNewsroom {
  perform(commands: readonly Command[]): Promise<CommandResult[]>;
  /** Reports a view of each, by a new reader each time; resolves to the status codes of the answers. */
  open(documents: readonly DocumentRef[]): Promise<number[]>;
  /** Copies documents with everything the tracker stores about them; only the ids differ. */
  copy(pairs: readonly { readonly from: string; readonly to: string }[]): Promise<void>;
  readSnapshot(documentIds: readonly string[]): Promise<Snapshot>;
  stop(): Promise<void>;
}

interface PendingAnswer {
  readonly resolve: (result: any) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a newsroom without content on this database, in a process of its own. */
export const startModelNewsroom = async (database: TestDatabase): Promise<ModelNewsroom> => {
  const log = path.join(scratch, `model-${process.pid}-${database.env.DATABASE_CLIENT}.log`);
  const output = fs.openSync(log, 'w');
  const child = fork(path.join(root, 'tests', 'model', 'model-worker.mjs'), {
    cwd: root,
    execArgv: [],
    env: environment(database, { SAMPLE_CONTENT: 'false' }),
    stdio: ['ignore', output, output, 'ipc'],
  });
  const asked = new Map<number, PendingAnswer>();
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
    perform: (commands) => ask('perform', commands),
    open: (documents) => ask('open', documents),
    copy: (pairs) => ask('copy', pairs),
    readSnapshot: (documentIds) => ask('readSnapshot', documentIds),
    async stop() {
      await ask('stop');
      await ended;
    },
  };
};
