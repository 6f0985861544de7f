import { IANAZone } from 'luxon';

/** A wrong value of a field, with a message for the person who entered it. */
export interface Problem {
  readonly path: [field: string];
  readonly message: string;
}

interface EventTimes {
  readonly startsAt?: unknown;
  readonly endsAt?: unknown;
  readonly timeZone?: unknown;
}

const momentOf = (value: unknown): number | undefined =>
  value === null || value === undefined ? undefined : new Date(value as string | number | Date).getTime();

/** The rules of an event that a schema cannot express. */
export const problemsOf = ({ startsAt, endsAt, timeZone }: EventTimes): Problem[] => {
  const [start, end] = [momentOf(startsAt), momentOf(endsAt)];
  const endsTooEarly = start !== undefined && end !== undefined && end < start;
  const isUnknownZone = typeof timeZone === 'string' && !IANAZone.isValidZone(timeZone);
  return [
    ...(endsTooEarly ? [{ path: ['endsAt'], message: 'endsAt must not be before startsAt' } as Problem] : []),
    ...(isUnknownZone
      ? [
          {
            path: ['timeZone'],
            message: `timeZone must be an IANA name such as Asia/Ho_Chi_Minh, got "${timeZone}"`,
          } as Problem,
        ]
      : []),
  ];
};
