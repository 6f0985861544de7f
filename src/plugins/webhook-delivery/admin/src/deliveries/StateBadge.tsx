import type { Delivery } from '../api';
import { Badge } from '../Badge';
import { useTexts } from '../texts';

const variants = {
  pending: 'secondary',
  delivered: 'success',
  failed: 'danger',
  cancelled: 'neutral',
} as const;

/** What has become of a delivery so far; what waits after a failure stands out. */
export const StateBadge = ({ state, attempts }: Pick<Delivery, 'state' | 'attempts'>) => {
  const { t } = useTexts();
  const isRetried = state === 'pending' && attempts > 0;
  return <Badge variant={isRetried ? 'warning' : variants[state]}>{t(`state.${state}`)}</Badge>;
};
