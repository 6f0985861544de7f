// npm run bench [-- NAME…]: what is measured is measured side by side in one run, in turns, and said as a
// ratio of medians. It asserts nothing. BENCH_ROUNDS and BENCH_SECONDS change how long it takes; with
// BENCH_PROFILE=1 each newsroom leaves a CPU profile in .tmp/bench when it stops.
import { prepare } from './prepare.mjs';

prepare();
// What they need is installed by now.
const { machine } = await import('../tests/bench/measure.mjs');
const { reporting } = await import('../tests/bench/reporting.mjs');
const { restored } = await import('../tests/bench/restored.mjs');
const { editing } = await import('../tests/bench/editing.mjs');
const { plugins } = await import('../tests/bench/plugins.mjs');
const { asking } = await import('../tests/bench/asking.mjs');
const { admin } = await import('../tests/bench/admin.mjs');
const { scheduling } = await import('../tests/bench/scheduling.mjs');
const { webhooks } = await import('../tests/bench/webhooks.mjs');
const { memory } = await import('../tests/bench/memory.mjs');
const { hour } = await import('../tests/bench/hour.mjs');

/** @type {Record<string, () => Promise<void>>} */
const benches = { reporting, restored, editing, plugins, asking, admin, scheduling, webhooks, memory };
/** Those that run only where they are named. @type {typeof benches} */
const onRequest = { hour };
const asked = process.argv.slice(2);
const all = { ...benches, ...onRequest };
const unknown = asked.find((name) => !(name in all));
if (unknown) {
  console.error(`"${unknown}" is not a benchmark; there are ${Object.keys(all).join(', ')}`);
  process.exit(2);
}
console.log(machine());
for (const [name, bench] of Object.entries(asked.length === 0 ? benches : all)) {
  if (asked.length === 0 || asked.includes(name)) await bench();
}
