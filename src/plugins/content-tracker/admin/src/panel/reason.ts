import type { TextId } from '../texts';

export const maxReasonLength = 500;

export const reasonProblem = (reason: string): TextId | undefined => {
  if (reason.trim() === '') return 'reason.needed';
  return reason.trim().length > maxReasonLength ? 'reason.tooLong' : undefined;
};
