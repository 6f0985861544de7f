import { randomBytes } from 'node:crypto';
import { apply, begin, read, reasonIn, targetOf, type Action, type Locale, type State } from './model';
import type { Deed, Newsroom, Seen } from './model-newsroom';
import { compare, differences, nameOf, type Clock } from './observe';
import type { Sequence } from './sequences';

/** A sequence that went another way than the model says, cut off after the step in which it did. */
export interface Failure {
  readonly sequence: Sequence;
  readonly differences: readonly string[];
}

/** What all sequences with the same beginning have in common. */
interface Run {
  readonly done: Sequence;
  /** What is still to be done, by each of the sequences. */
  readonly rest: readonly Sequence[];
  readonly clock: Clock;
  readonly documentIds: readonly string[];
  readonly state: State;
  readonly differences: readonly string[];
}

/** Of each language of the newest document that many readers, before every step. */
const readers: readonly (readonly [Locale, number])[] = [
  ['vi', 1],
  ['en', 2],
];
const dayMs = 86_400_000;
const correction = (step: number): number => Date.UTC(2016, 9, 7) + step * dayMs;

const beginAll = (sequences: readonly Sequence[]): Run => ({
  done: [],
  rest: sequences,
  clock: { windows: [], given: correction, publications: new Map() },
  documentIds: [],
  state: [],
  differences: [],
});

/** Has the newest document of each opened, and counts it in the model. */
const openAll = async (newsroom: Newsroom, runs: readonly Run[]): Promise<Run[]> => {
  const places = runs.flatMap(({ documentIds }) =>
    readers.flatMap(([locale, count]) =>
      Array.from({ length: count }, () => ({ documentId: documentIds.at(-1) as string, locale })),
    ),
  );
  const statuses = await newsroom.open(places);
  return runs.map((run) =>
    readers.reduce((so, [locale, count]): Run => {
      const { state, isFound } = read(so.state, locale, count);
      const mine = statuses.filter(
        (_, i) => places[i]?.documentId === run.documentIds.at(-1) && places[i]?.locale === locale,
      );
      const expected = Array.from({ length: count }, () => (isFound ? 204 : 404));
      const differing = differences(`answers to readers of ${locale}`, expected, mine);
      return { ...so, state, differences: [...so.differences, ...differing] };
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

/** One run for each action that comes next: the first goes on with the documents, the others with copies. */
const branchAll = async (newsroom: Newsroom, runs: readonly Run[]): Promise<Run[]> => {
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

const deedOf = ({ done, documentIds }: Run): Deed => {
  const action = done.at(-1);
  const step = done.length;
  return {
    name: action?.name ?? 'create',
    documentId: action && documentIds[targetOf(documentIds.length, action)],
    locale: action?.locale ?? 'vi',
    title: nameOf(step),
    firstPublishedAt: correction(step),
    reason: reasonIn(nameOf(step)),
  };
};

/** Performs the last of the actions that each is to have done. */
const performAll = async (newsroom: Newsroom, runs: readonly Run[]): Promise<Run[]> => {
  const results = await newsroom.perform(runs.map(deedOf));
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

const compareWith = (seen: Seen, run: Run): Run => {
  const differing = run.state.flatMap((document, i) => {
    const name = run.state.length > 1 ? `document ${i + 1}` : 'document';
    return compare(run.clock, seen, { document, documentId: run.documentIds[i] as string, name });
  });
  return { ...run, differences: [...run.differences, ...differing] };
};

const settle = async (newsroom: Newsroom, runs: readonly Run[]): Promise<Run[]> => {
  const performed = await performAll(newsroom, runs);
  const seen = await newsroom.look(performed.flatMap(({ documentIds }) => documentIds));
  return performed.map((run) => compareWith(seen, run));
};

const advance = async (newsroom: Newsroom, runs: readonly Run[]): Promise<Run[]> =>
  settle(newsroom, await branchAll(newsroom, await openAll(newsroom, runs)));

/** So few that they are through before `viewCount` is looked after in the background, and mended. */
const atOnce = 10;

/**
 * Rehearses sequences step by step, many at the same time, and compares after each step what is there
 * with the model. What they begin with in common is done once.
 */
export const rehearse = async (newsroom: Newsroom, sequences: readonly Sequence[]): Promise<Failure[]> => {
  const failures: Failure[] = [];
  let going = await settle(newsroom, [beginAll(sequences)]);
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
