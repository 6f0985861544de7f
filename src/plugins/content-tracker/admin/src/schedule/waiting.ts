import type { Scheduled, WaitingState } from '../../../shared/schedule-answers';
import { reasonText } from './reasons';
import type { Texts } from '../texts';

/** The state of an action that waits for a person; undefined where it waits for its time. */
export const waitingState = ({ state }: Pick<Scheduled, 'state'>): WaitingState | undefined =>
  state === 'pending' ? undefined : state;

export const ownerName = ({ owner }: Pick<Scheduled, 'owner'>, t: Texts['t']): string =>
  owner.name ?? t('schedule.someone');

/** Why an action waits for a person, or why its last attempt failed; undefined where all is well. */
export const troubleText = (
  action: Pick<Scheduled, 'state' | 'reason'>,
  t: Texts['t'],
): string | undefined => {
  if (action.reason === null) return undefined;
  const state = waitingState(action);
  const title = state ? t(`scheduled.state.${state}`) : t('schedule.retried');
  return `${title}: ${reasonText(action.reason, t)}`;
};
