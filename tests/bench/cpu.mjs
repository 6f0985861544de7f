import fs from 'node:fs';

/** What Linux counts in: a hundredth of a second. */
const tickMs = 10;
const isMeasured = fs.existsSync('/proc/self/stat');

/** The fields that follow the name of a process, none where it has ended. @param {number | string} pid */
const statOf = (pid) => {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
};

/** @param {string[]} stat @param {number} from @param {number} to */
const msBetween = (stat, from, to) =>
  stat.slice(from, to).reduce((total, ticks) => total + Number(ticks), 0) * tickMs;

/** Milliseconds of CPU that a process has used; NaN where that cannot be known. @param {number} pid */
export const cpuOf = (pid) => (isMeasured ? msBetween(statOf(pid), 11, 13) : NaN);

/** The same for a process and its children, those that have ended included. @param {number} pid */
export const cpuOfFamily = (pid) => {
  if (!isMeasured) return NaN;
  const children = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((stat) => Number(stat[1]) === pid);
  return children.reduce((total, stat) => total + msBetween(stat, 11, 13), msBetween(statOf(pid), 11, 15));
};
