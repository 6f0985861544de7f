import { failuresOf, load } from './client.mjs';
import { cpuOf } from './cpu.mjs';
import { inTurns, median, pause, rounds, seconds, spread } from './measure.mjs';

/**
 * One of those that are compared.
 * @typedef {object} Side
 * @property {string} name
 * @property {import('./serve.mjs').Running} server
 * @property {Omit<import('./load-requests.mjs').Load, 'seconds'>} load
 * @property {import('./postgres.mjs').Postgres} [database] The cluster, where it is of interest.
 * @property {string} [walAim] What its WAL per answer should be.
 * @property {number} [restMs] How long it may have work left after a load that does not show at once.
 */
/** @typedef {Awaited<ReturnType<typeof takeTurn>>} Turn */
/** @typedef {{ a: string, b: string, aim?: string, aimByCpu?: string }} Wanted a in relation to b. */

/** What is less than this in half a second is no work. */
const idleMs = 25;
const longestRestMs = 15_000;

/** @param {Side} side */
const used = ({ server, database }) => ({
  server: cpuOf(server.pid),
  database: database ? database.cpu() : 0,
});

/** Waits until a side has done what it puts off, such as a fold: that is part of the cost. @param {Side} side */
const rest = async (side) => {
  const from = Date.now();
  for (let before = used(side); Date.now() - from < longestRestMs;) {
    await pause(500);
    const now = used(side);
    const isBusy = now.server - before.server + now.database - before.database > idleMs;
    if (!isBusy && Date.now() - from >= (side.restMs ?? 0)) return;
    before = now;
  }
};

/** @param {Side} side */
const takeTurn = async (side) => {
  const wal = async () => (side.database ? side.database.wal() : NaN);
  const walBefore = await wal();
  const before = used(side);
  const result = await load({ ...side.load, seconds });
  await rest(side);
  const after = used(side);
  const microseconds = (/** @type {number} */ ms) => (ms * 1000) / result.answered;
  return {
    perSecond: result.perSecond,
    serverUs: microseconds(after.server - before.server),
    databaseUs: microseconds(after.database - before.database),
    walBytes: ((await wal()) - walBefore) / result.answered,
    clientShare: result.cpuShare,
    failures: failuresOf(result),
  };
};

/** @param {Turn[]} turns @param {keyof Omit<Turn, 'failures'>} what */
const of = (turns, what) => turns.map((turn) => turn[what]);
/** @param {Turn[]} turns */
const cpuOfAnswer = (turns) => median(turns.map(({ serverUs, databaseUs }) => serverUs + databaseUs));

/** @param {Side} side @param {Turn[]} turns */
const describe = ({ name, database, walAim }, turns) => {
  const [server, ofDatabase] = [median(of(turns, 'serverUs')), median(of(turns, 'databaseUs'))];
  const cpu = Number.isNaN(server)
    ? 'not measured'
    : `${server.toFixed(0)} µs${database ? ` and ${ofDatabase.toFixed(0)} µs of the database` : ''}`;
  const wal = database
    ? `; WAL per answer ${median(of(turns, 'walBytes')).toFixed(0)} bytes${walAim ? ` (aim ${walAim})` : ''}`
    : '';
  const share = Math.max(...of(turns, 'clientShare'));
  const failures = [...new Set(turns.map((turn) => turn.failures))].filter(Boolean).join('; ');
  return (
    `  ${spread(name, of(turns, 'perSecond'), '/s')}; CPU per answer ${cpu}${wal}; ` +
    `client ${Math.round(share * 100)} % of a core${share > 0.75 ? ' — NEAR ITS LIMIT: this rate may be too low' : ''}` +
    `${failures ? `; NOT ANSWERED WELL: ${failures}` : ''}`
  );
};

/** @param {number} ratio @param {string} [aim] */
const withAim = (ratio, aim) =>
  `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0)}${aim ? ` (aim ${aim})` : ''}`;

/**
 * Measures sides in turns and says what they did, and the ratios that are wanted.
 * @param {string} title @param {Side[]} sides @param {Wanted[]} wanted
 */
export const compare = async (title, sides, wanted) => {
  const turns = new Map(sides.map(({ name }) => [name, /** @type {Turn[]} */ ([])]));
  for (const side of sides) await load({ ...side.load, seconds: 1 });
  for (let round = 0; round < rounds; round += 1) {
    for (const side of inTurns(round, sides)) turns.get(side.name)?.push(await takeTurn(side));
  }
  console.log(title);
  for (const side of sides) console.log(describe(side, turns.get(side.name) ?? []));
  for (const { a, b, aim, aimByCpu } of wanted) {
    const [left = [], right = []] = [turns.get(a), turns.get(b)];
    const rate = median(of(left, 'perSecond')) / median(of(right, 'perSecond'));
    const cpu = cpuOfAnswer(right) / cpuOfAnswer(left);
    const byCpu = Number.isNaN(cpu) ? 'not measured' : withAim(cpu, aimByCpu);
    console.log(`  ${a} / ${b}: ${withAim(rate, aim)}; by CPU per answer ${byCpu}`);
  }
  return turns;
};
