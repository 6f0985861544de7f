export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** The UTC hour that a moment lies in, counted from the Unix epoch. A visitor is unique once per hour. */
export const hourOf = (ms: number): number => Math.floor(ms / hourMs);
