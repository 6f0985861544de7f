import { randomBytes } from 'node:crypto';
import { apply, begin, read, reasonIn, targetOf, type Action, type Locale, type State } from './model';
import type { Command, ModelNewsroom, Snapshot } from './model-newsroom';
import { compare, differences, nameOf, type Clock } from './observe';
import type { Sequence } from './sequences';

/** A sequence whose result differs from the model, cut off after the first step that differs. */
export interface Failure {
  readonly sequence: Sequence;
  readonly differences: readonly string[];
}

/** The common beginning of some sequences, while it runs. */
interface Run {
  readonly done: Sequence;
  /** The remaining actions of each of the sequences. */
  readonly rest: readonly Sequence[];
  readonly clock: Clock;
  readonly documentIds: readonly string[];
  readonly state: State;
  readonly differences: readonly string[];
}

/** How many readers open each language of the newest document before every step. */
const readers: readonly (readonly [Locale, number])[] = [
  ['vi', 1],
  ['en', 2],
];
const dayMs = 86_400_000;
const backdatedTo = (step: number): number => Date.UTC(2016, 9, 7) + step * dayMs;

const beginAll = (sequences: readonly Sequence[]): Run => ({
  done: [],
  rest: sequences,
  clock: { windows: [], given: backdatedTo, publications: new Map() },
  documentIds: [],
  state: [],
  differences: [],
});

/** Opens the newest document of each run, in the newsroom and in the model. */
const openAll = async (newsroom: ModelNewsroom, runs: readonly Run[]): Promise<Run[]> => {
  const documents = runs.flatMap(({ documentIds }) =>
    readers.flatMap(([locale, count]) =>
      Array.from({ length: count }, () => ({ documentId: documentIds.at(-1) as string, locale })),
    ),
  );
  const statuses = await newsroom.open(documents);
  return runs.map((run) =>
    readers.reduce((before, [locale, count]): Run => {
      const { state, isFound } = read(before.state, locale, count);
      const mine = statuses.filter(
        (_, i) => documents[i]?.documentId === run.documentIds.at(-1) && documents[i]?.locale === locale,
      );
      const expected = Array.from({ length: count }, () => (isFound ? 204 : 404));
      const differing = differences(`answers to readers of ${locale}`, expected, mine);
      return { ...before, state, differences: [...before.differences, ...differing] };
    }, run),
  );
};

const copyOf = (run: Run): Run => {
  const ids = new Map(run.documentIds.map((id) => [id, randomBytes(12).toString('hex')]));
  const publications = [...run.clock.publications].map(
    ([documentId, known]) => [ids.get(documentId) as string, structuredClone(known)] as const,
  );
  const clock = { ...run.clock, publications: new Map(publications) };
  return { ...run, clock, documentIds: [...ids.values()] };
};

/** Sequences by the action that they begin with. */
const byFirstAction = (sequences: readonly Sequence[]): [Action, Sequence[]][] => {
  const groups = new Map<string, [Action, Sequence[]]>();
  for (const [action, ...rest] of sequences) {
    if (!action) continue;
    const key = JSON.stringify(action);
    const [, others] = groups.get(key) ?? [action, []];
    groups.set(key, [action, [...others, rest]]);
  }
  return [...groups.values()];
};

/** One run for each action that comes next. The first goes on with the documents, the others with copies. */
const branchAll = async (newsroom: ModelNewsroom, runs: readonly Run[]): Promise<Run[]> => {
  const pairs: { from: string; to: string }[] = [];
  const branches = runs.flatMap((run) =>
    byFirstAction(run.rest).map(([action, rest], i) => {
      const branch = i === 0 ? run : copyOf(run);
      if (branch !== run) {
        pairs.push(...run.documentIds.map((from, j) => ({ from, to: branch.documentIds[j] as string })));
      }
      return { ...branch, done: [...run.done, action], rest };
    }),
  );
  await newsroom.copy(pairs);
  return branches;
};

const commandOf = ({ done, documentIds }: Run): Command => {
  const action = done.at(-1);
  const step = done.length;
  return {
    name: action?.name ?? 'create',
    documentId: action && documentIds[targetOf(documentIds.length, action)],
    locale: action?.locale ?? 'vi',
    title: nameOf(step),
    firstPublishedAt: backdatedTo(step),
    reason: reasonIn(nameOf(step)),
  };
};

/** Performs the last action of each run. */
const performAll = async (newsroom: ModelNewsroom, runs: readonly Run[]): Promise<Run[]> => {
  const results = await newsroom.perform(runs.map(commandOf));
  return runs.map((run, i) => {
    const { outcome, documentId, began, ended } = results[i] as (typeof results)[number];
    const action = run.done.at(-1);
    const step = nameOf(run.done.length);
    const expected = action ? apply(run.state, action, step) : { state: begin(step), outcome: 'done' };
    const isNew = expected.state.length > run.documentIds.length;
    const differing = differences(action?.name ?? 'create', expected.outcome, outcome);
    return {
      ...run,
      state: expected.state,
      clock: { ...run.clock, windows: [...run.clock.windows, { began, ended }] },
      documentIds: [...run.documentIds, ...(isNew ? [documentId ?? 'none'] : [])],
      differences: [...run.differences, ...differing],
    };
  });
};

const compareWith = (seen: Snapshot, run: Run): Run => {
  const differing = run.state.flatMap((document, i) => {
    const name = run.state.length > 1 ? `document ${i + 1}` : 'document';
    return compare(run.clock, seen, { document, documentId: run.documentIds[i] as string, name });
  });
  return { ...run, differences: [...run.differences, ...differing] };
};

const performAndCompare = async (newsroom: ModelNewsroom, runs: readonly Run[]): Promise<Run[]> => {
  const performed = await performAll(newsroom, runs);
  const seen = await newsroom.readSnapshot(performed.flatMap(({ documentIds }) => documentIds));
  return performed.map((run) => compareWith(seen, run));
};

const advance = async (newsroom: ModelNewsroom, runs: readonly Run[]): Promise<Run[]> =>
  performAndCompare(newsroom, await branchAll(newsroom, await openAll(newsroom, runs)));

/** Runs whose step is performed before the tables are read, once for all of them. */
const atOnce = 40;

/**
 * Runs sequences step by step, many at the same time, and compares the tables with the model after each step.
 * Sequences with the same beginning share it: it runs once.
 */
export const runSequences = async (
  newsroom: ModelNewsroom,
  sequences: readonly Sequence[],
): Promise<Failure[]> => {
  const failures: Failure[] = [];
  let going = await performAndCompare(newsroom, [beginAll(sequences)]);
  while (going.length > 0) {
    const failed = going.filter((run) => run.differences.length > 0);
    failures.push(...failed.map((run) => ({ sequence: run.done, differences: run.differences })));
    const right = going.filter(
      (run) => run.differences.length === 0 && run.rest.some(({ length }) => length > 0),
    );
    going = [];
    for (let i = 0; i < right.length; i += atOnce) {
      going.push(...(await advance(newsroom, right.slice(i, i + atOnce))));
    }
  }
  return failures;
};
