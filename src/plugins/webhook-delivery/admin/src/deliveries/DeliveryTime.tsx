import { Typography } from '@strapi/design-system';
import type { Delivery, Endpoint } from '../../../shared/answers';
import { Moment } from '../components/Moment';
import { useTexts, type TextId } from '../texts';

interface Props {
  readonly delivery: Delivery;
  readonly endpoint: Endpoint | undefined;
}

/** What a pending delivery waits for, if that is not its time. */
const obstacleOf = ({ dueAt }: Delivery, endpoint: Endpoint | undefined): TextId | undefined => {
  if (endpoint?.heldBecause) return 'when.decided';
  if (endpoint?.isEnabled === false) return 'when.switchedOn';
  // Messages about the same document are sent in order, and an endpoint gets few messages at a time.
  return Date.parse(dueAt ?? '') <= Date.now() ? 'when.itsTurn' : undefined;
};

/** The time of the next attempt, or the time when the delivery was finished. */
export const DeliveryTime = ({ delivery, endpoint }: Props) => {
  const { t } = useTexts();
  const isPending = delivery.state === 'pending';
  const obstacle = isPending ? obstacleOf(delivery, endpoint) : undefined;
  if (obstacle) return <Typography textColor="neutral800">{t(obstacle)}</Typography>;
  const at = isPending ? delivery.dueAt : delivery.finishedAt;
  return at === null ? <>–</> : <Moment at={at} />;
};
