import { Typography } from '@strapi/design-system';
import type { Delivery, Endpoint } from '../api';
import { Moment } from '../parts';
import { useTexts } from '../texts';

interface Props {
  readonly delivery: Delivery;
  readonly endpoint: Endpoint | undefined;
}

/** When it is tried next, or was over. */
export const When = ({ delivery: { state, dueAt, finishedAt }, endpoint }: Props) => {
  const { t } = useTexts();
  if (state === 'pending' && endpoint?.heldBecause) {
    return <Typography textColor="neutral800">{t('when.decided')}</Typography>;
  }
  const at = state === 'pending' ? dueAt : finishedAt;
  if (state === 'pending' && endpoint?.isEnabled === false) {
    return <Typography textColor="neutral800">{t('when.switchedOn')}</Typography>;
  }
  // Others may come first: those about the same document, or those that wait for the same endpoint.
  if (state === 'pending' && Date.parse(at ?? '') <= Date.now()) {
    return <Typography textColor="neutral800">{t('when.itsTurn')}</Typography>;
  }
  return at === null ? <>–</> : <Moment at={at} />;
};
