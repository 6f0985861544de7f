type Unit = 'second' | 'minute' | 'hour' | 'day';

const units: readonly (readonly [Unit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How far a moment lies ahead, or back (below 0), in the largest unit that it fills. */
export const relativeTo = (atMs: number, nowMs: number): { value: number; unit: Unit } => {
  const ms = atMs - nowMs;
  const [unit, length] = units.find(([, unitMs]) => Math.abs(ms) >= unitMs) ?? (['second', 1000] as const);
  // Without a negative zero, which would be "0 seconds ago" for what is now.
  return { value: Math.trunc(ms / length) || 0, unit };
};
