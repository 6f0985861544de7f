import { apply, begin, read, reasonIn, targetOf, type Action, type Locale, type State } from './model';
import type { Deed, Newsroom, Seen } from './newsroom';
import { compare, differences, nameOf, type Clock } from './observe';
import type { Sequence } from './sequences';

/** A sequence that went another way than the model says, cut off after the step in which it did. */
export interface Failure {
  readonly sequence: Sequence;
  readonly differences: readonly string[];
}

interface Run {
  readonly sequence: Sequence;
  readonly clock: Clock & { windows: { began: number; ended: number }[] };
  readonly documentIds: string[];
  state: State;
  differences: string[];
}

/** Of each language of the newest document that many readers, before every step. */
const readers: readonly (readonly [Locale, number])[] = [
  ['vi', 1],
  ['en', 2],
];
const dayMs = 86_400_000;
const correction = (step: number): number => Date.UTC(2016, 9, 7) + step * dayMs;

let runs = 0;

const createRun = (sequence: Sequence): Run => {
  runs += 1;
  // Ends in a word, so that no title is the beginning of another's.
  const clock = { title: `Bài ${runs} bước `, windows: [], given: correction, publications: new Map() };
  return { sequence, clock, documentIds: [], state: [], differences: [] };
};

const deedOf = ({ clock, documentIds }: Run, step: number, action?: Action): Deed => ({
  name: action?.name ?? 'create',
  documentId: action && documentIds[targetOf(documentIds.length, action)],
  locale: action?.locale ?? 'vi',
  title: `${clock.title}${step}`,
  firstPublishedAt: correction(step),
  reason: reasonIn(nameOf(step)),
});

const openAll = async (newsroom: Newsroom, some: readonly Run[]): Promise<void> => {
  const opened = some.flatMap((run) =>
    readers.flatMap(([locale, count]) =>
      Array.from({ length: count }, () => ({
        run,
        locale,
        documentId: run.documentIds.at(-1) as string,
      })),
    ),
  );
  const statuses = await newsroom.open(opened.map(({ documentId, locale }) => ({ documentId, locale })));
  for (const run of some) {
    for (const [locale, count] of readers) {
      const { state, isFound } = read(run.state, locale, count);
      run.state = state;
      const found = statuses.filter((_, i) => opened[i]?.run === run && opened[i]?.locale === locale);
      const expected = Array.from({ length: count }, () => (isFound ? 204 : 404));
      run.differences.push(...differences(`readers of ${locale}`, expected, found));
    }
  }
};

const performAll = async (newsroom: Newsroom, some: readonly Run[], step: number): Promise<void> => {
  const actionOf = (run: Run): Action | undefined => run.sequence[step - 1];
  const done = await newsroom.perform(some.map((run) => deedOf(run, step, actionOf(run))));
  some.forEach((run, i) => {
    const { outcome, documentId, began, ended } = done[i] as (typeof done)[number];
    const action = actionOf(run);
    const name = nameOf(step);
    const expected = action ? apply(run.state, action, name) : { state: begin(name), outcome: 'done' };
    run.state = expected.state;
    run.clock.windows.push({ began, ended });
    if (run.state.length > run.documentIds.length) run.documentIds.push(documentId ?? 'none');
    run.differences.push(...differences(action?.name ?? 'create', expected.outcome, outcome));
  });
};

const compareAll = (some: readonly Run[], seen: Seen): void => {
  for (const run of some) {
    run.state.forEach((document, i) => {
      const name = run.state.length > 1 ? `document ${i + 1}` : 'document';
      const documentId = run.documentIds[i] as string;
      run.differences.push(...compare(run.clock, seen, { document, documentId, name }));
    });
  }
};

/** Rehearses sequences step by step, all of them at the same time, and looks after each step what is there. */
const rehearseTogether = async (newsroom: Newsroom, sequences: readonly Sequence[]): Promise<Failure[]> => {
  const failures: Failure[] = [];
  let going = sequences.map(createRun);
  for (let step = 0; going.length > 0; step += 1) {
    if (step > 0) await openAll(newsroom, going);
    await performAll(newsroom, going, step);
    compareAll(going, await newsroom.look(going.flatMap(({ documentIds }) => documentIds)));
    for (const { sequence, differences } of going.filter((run) => run.differences.length > 0)) {
      failures.push({ sequence: sequence.slice(0, step), differences });
    }
    going = going.filter((run) => run.differences.length === 0 && run.sequence.length > step);
  }
  return failures;
};

/** Before `viewCount` is looked after in the background, which would mend what is wrong, they are through. */
const atOnce = 100;

export const rehearse = async (newsroom: Newsroom, sequences: readonly Sequence[]): Promise<Failure[]> => {
  const failures: Failure[] = [];
  for (let i = 0; i < sequences.length; i += atOnce) {
    failures.push(...(await rehearseTogether(newsroom, sequences.slice(i, i + atOnce))));
  }
  return failures;
};
