import { heldBecause, hoursMissed } from '../../../shared/reasons';
import type { TextId } from '../texts';

/** By the reason that the server gives, for those of its own. What Strapi says of a document is shown as it is. */
const known: Readonly<Record<string, TextId>> = {
  [heldBecause.gone]: 'scheduled.reason.gone',
  [heldBecause.blocked]: 'scheduled.reason.blocked',
  [heldBecause.forbidden]: 'scheduled.reason.forbidden',
  [heldBecause.changed]: 'scheduled.reason.changed',
  [heldBecause.imported]: 'scheduled.reason.imported',
  [heldBecause.returned]: 'scheduled.reason.returned',
};

/** Completes the title of a state: why an action is held, has failed or was missed, in the language of the admin. */
export const reasonText = (
  reason: string | null,
  t: (id: TextId, values?: Record<string, string>) => string,
): string => {
  if (reason === null) return '';
  const id = known[reason];
  if (id) return t(id);
  const hours = hoursMissed(reason);
  if (hours === undefined) return reason;
  return hours === 0
    ? t('scheduled.reason.lateByMinute')
    : t('scheduled.reason.late', { hours: String(hours) });
};
