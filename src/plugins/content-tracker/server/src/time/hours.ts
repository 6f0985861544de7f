import { hourMs } from 'newsroom-plugin-kit/durations';

/** The UTC hour to which a moment belongs, counted from the Unix epoch. */
export const hourOf = (ms: number): number => Math.floor(ms / hourMs);
