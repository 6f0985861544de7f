// What all benchmarks measure and say their results with.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createRequire } from 'node:module';
import { root } from '../../scripts/prepare.mjs';

export const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
export const seconds = Number(process.env.BENCH_SECONDS ?? 3);
export const folder = path.join(root, '.tmp', 'bench');
fs.rmSync(folder, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {number[]} numbers @param {number} share */
export const quantile = (numbers, share) =>
  [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))] ?? NaN;
/** @param {number[]} numbers */
export const median = (numbers) => quantile(numbers, 0.5);

/** @param {number} value */
const short = (value) => (value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en'));
/** The median, with the lowest and the highest. @param {string} name @param {number[]} numbers @param {string} unit */
export const spread = (name, numbers, unit) =>
  `${name} ${short(median(numbers))}${unit} (${short(Math.min(...numbers))}…${short(Math.max(...numbers))})`;

/** @param {string} what @param {string} aim @param {{ a: [string, number[]], b: [string, number[]], unit: string }} measured */
export const say = (what, aim, { a: [aName, a], b: [bName, b], unit }) =>
  console.log(
    `${what}: ${short(median(a) / median(b))} (aim ${aim}) — ${spread(aName, a, unit)}, ${spread(bName, b, unit)}`,
  );

/** @template T @param {number} round @param {T[]} some */
export const inTurns = (round, some) => (round % 2 === 0 ? some : [...some].reverse());

/** Milliseconds that `work` takes. @param {() => Promise<unknown>} work */
export const timed = async (work) => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** Milliseconds until a small write is on the disk. */
const diskMs = () => {
  const file = fs.openSync(path.join(folder, 'disk'), 'w');
  const times = Array.from({ length: 100 }, () => {
    const start = performance.now();
    fs.writeSync(file, 'x'.repeat(4096));
    fs.fdatasyncSync(file);
    return performance.now() - start;
  });
  fs.closeSync(file);
  return median(times);
};

export const machine = () => {
  const cpus = os.cpus();
  const { version } = createRequire(import.meta.url)('@strapi/strapi/package.json');
  return (
    `${cpus.length} × ${cpus[0]?.model}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, a write is on the disk in ` +
    `${diskMs().toFixed(2)} ms, Node ${process.version}, Strapi ${version}. Client, server and database share the ` +
    `${cpus.length} cores. Medians of ${rounds} rounds of ${seconds} s (lowest…highest)`
  );
};
