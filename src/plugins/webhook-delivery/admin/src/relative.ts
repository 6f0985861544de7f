type Unit = 'second' | 'minute' | 'hour' | 'day';

const units: readonly (readonly [Unit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/**
 * The distance from now to a moment, in the largest unit of which it has at least one. Moments in the past have
 * negative values.
 */
export const relativeTo = (atMs: number, nowMs: number): { value: number; unit: Unit } => {
  const ms = atMs - nowMs;
  const [unit, unitMs] = units.find(([, length]) => Math.abs(ms) >= length) ?? (['second', 1000] as const);
  // `|| 0` avoids a negative zero, which Intl writes as "0 seconds ago".
  return { value: Math.trunc(ms / unitMs) || 0, unit };
};
