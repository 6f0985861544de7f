export const minuteMs = 60_000;
export const hourMs = 3_600_000;

/** Twenty-four hours; a day of a time zone may be shorter or longer. */
export const dayMs = 24 * hourMs;
