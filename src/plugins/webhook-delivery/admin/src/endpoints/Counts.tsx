import { Flex, Typography } from '@strapi/design-system';
import { Link } from 'react-router-dom';
import { styled } from 'styled-components';
import type { DeliveryState, Endpoint } from '../../../shared/answers';
import { writeSelection } from '../deliveries/selection';
import { useTexts } from '../texts';

const CountLink = styled(Link)`
  color: ${({ theme }) => theme.colors.primary600};
  font-size: 1.4rem;
  line-height: 2rem;
  &:not(:hover, :focus-visible) {
    text-decoration: none;
  }
`;

interface CountProps {
  readonly endpoint: Endpoint;
  readonly state: DeliveryState;
  readonly count: number;
  readonly children: string;
}

/** Links to the deliveries that are counted, if there are any. */
const Count = ({ endpoint, state, count, children }: CountProps) => {
  if (count === 0) return <Typography textColor="neutral600">{children}</Typography>;
  const search = writeSelection({ endpoint: endpoint.id, state }).toString();
  return <CountLink to={{ search, hash: '#deliveries' }}>{children}</CountLink>;
};

/** How many messages of an endpoint wait, were delivered and failed. */
export const Counts = ({ endpoint }: { endpoint: Endpoint }) => {
  const { t, relative } = useTexts();
  const { pending, delivered, failed, oldestPendingAt } = endpoint;
  return (
    <Flex gap={4} wrap="wrap" paddingTop={2}>
      <Count endpoint={endpoint} state="pending" count={pending}>
        {oldestPendingAt
          ? t('count.pendingSince', { count: pending, oldest: relative(oldestPendingAt) })
          : t('count.pending', { count: pending })}
      </Count>
      <Count endpoint={endpoint} state="delivered" count={delivered}>
        {t('count.delivered', { count: delivered })}
      </Count>
      <Count endpoint={endpoint} state="failed" count={failed}>
        {t('count.failed', { count: failed })}
      </Count>
    </Flex>
  );
};
