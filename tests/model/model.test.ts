import { databaseName } from '../clients/client';
import { createDatabase, type TestDatabase } from '../servers/newsroom';
import { openNewsroom, type Newsroom } from './model-newsroom';
import { rehearse, type Failure } from './compare';
import { allOfLength, describeSequence, sampleOf, type Sequence } from './sequences';
import { shrink } from './shrink';

const seed = Number(process.env.NEWSROOM_MODEL_SEED ?? 20161007);
const sampled = Number(process.env.NEWSROOM_MODEL_SAMPLE ?? 60);

let database: TestDatabase;
let newsroom: Newsroom;

beforeAll(async () => {
  database = await createDatabase(databaseName);
  newsroom = await openNewsroom(database);
});

afterAll(async () => {
  await newsroom?.stop();
  await database.drop();
});

const rehearseOne = async (sequence: Sequence): Promise<Failure | undefined> =>
  (await rehearse(newsroom, [sequence]))[0];

/** The shortest of the failures, shortened, with how it differs from the model. */
const explain = async (failures: readonly Failure[], all: number): Promise<string> => {
  const [first] = failures.toSorted((a, b) => a.sequence.length - b.sequence.length) as [Failure];
  const core = await shrink(first.sequence, async (shorter) => Boolean(await rehearseOne(shorter)));
  const again = await rehearseOne(core);
  return [
    `${failures.length} beginnings of ${all} sequences ended otherwise than the model says. Shortened, one of them is`,
    `    ${describeSequence(core) || 'the creation alone'}`,
    again ? 'after which' : 'which did so once, and not again; then,',
    ...(again ?? first).differences.map((difference) => `    ${difference}`),
  ].join('\n');
};

const expectAsTheModelSays = async (sequences: readonly Sequence[]): Promise<void> => {
  const failures = await rehearse(newsroom, sequences);
  if (failures.length > 0) throw new Error(await explain(failures, sequences.length));
};

describe('dates, log and counts are what the model says', () => {
  it('after every sequence of up to three actions', () => expectAsTheModelSays(allOfLength(3)));

  it(`after ${sampled} sequences of up to fifteen actions (NEWSROOM_MODEL_SEED=${seed})`, () =>
    expectAsTheModelSays(sampleOf(seed, sampled, 15)));
});
