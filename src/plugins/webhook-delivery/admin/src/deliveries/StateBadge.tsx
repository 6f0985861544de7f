import type { Delivery } from '../../../shared/answers';
import { Badge } from '../components/Badge';
import { useTexts } from '../texts';

const variants = {
  pending: 'secondary',
  delivered: 'success',
  failed: 'danger',
  cancelled: 'neutral',
} as const;

/** The state of a delivery. A pending delivery that has failed before is shown as a warning. */
export const StateBadge = ({ state, attempts }: Pick<Delivery, 'state' | 'attempts'>) => {
  const { t } = useTexts();
  const isRetried = state === 'pending' && attempts > 0;
  return <Badge variant={isRetried ? 'warning' : variants[state]}>{t(`state.${state}`)}</Badge>;
};
