import { databaseName } from '../clients/client';
import { createDatabase, type TestDatabase } from '../servers/newsroom';
import { startModelNewsroom, type ModelNewsroom } from './model-newsroom';
import { runSequences, type Failure } from './run-sequences';
import { allOfLength, describeSequence, sampleOf, type Sequence } from './sequences';
import { shrink } from './shrink';

const seed = Number(process.env.NEWSROOM_MODEL_SEED ?? 20161007);
const sampled = Number(process.env.NEWSROOM_MODEL_SAMPLE ?? 60);

let database: TestDatabase;
let newsroom: ModelNewsroom;

beforeAll(async () => {
  database = await createDatabase(databaseName);
  newsroom = await startModelNewsroom(database);
});

afterAll(async () => {
  await newsroom?.stop();
  await database.drop();
});

const runOne = async (sequence: Sequence): Promise<Failure | undefined> =>
  (await runSequences(newsroom, [sequence]))[0];

/** Describes the shortest failure, shortened further, and its differences from the model. */
const explain = async (failures: readonly Failure[], all: number): Promise<string> => {
  const [first] = failures.toSorted((a, b) => a.sequence.length - b.sequence.length) as [Failure];
  const core = await shrink(first.sequence, async (shorter) => Boolean(await runOne(shorter)));
  const again = await runOne(core);
  return [
    `${failures.length} beginnings of ${all} sequences differ from the model. Shortened, one of them is`,
    `    ${describeSequence(core) || 'the creation alone'}`,
    again ? 'after which' : 'which differed once, and not again; then,',
    ...(again ?? first).differences.map((difference) => `    ${difference}`),
  ].join('\n');
};

const expectAsTheModelSays = async (sequences: readonly Sequence[]): Promise<void> => {
  const failures = await runSequences(newsroom, sequences);
  if (failures.length > 0) throw new Error(await explain(failures, sequences.length));
};

describe('dates, log and counts are those of the model', () => {
  it('after every sequence of up to three actions', () => expectAsTheModelSays(allOfLength(3)));

  it(`after ${sampled} sequences of up to fifteen actions (NEWSROOM_MODEL_SEED=${seed})`, () =>
    expectAsTheModelSays(sampleOf(seed, sampled, 15)));
});
