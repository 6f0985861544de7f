export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** The UTC hour to which a moment belongs, counted from the Unix epoch. */
export const hourOf = (ms: number): number => Math.floor(ms / hourMs);
