import { Table, Tbody, Td, Th, Thead, Tr, Typography, VisuallyHidden } from '@strapi/design-system';
import type { ReactNode } from 'react';
import { styled } from 'styled-components';
import type { Delivery, Endpoint } from '../api';
import { outcomeText } from '../problem';
import { useTexts } from '../texts';
import { StateBadge } from './StateBadge';
import { When } from './When';

const OpenButton = styled.button`
  padding: 0;
  border: 0;
  background: none;
  color: ${({ theme }) => theme.colors.neutral800};
  font: inherit;
  font-size: 1.4rem;
  font-weight: 600;
  line-height: 2rem;
  text-align: left;
  cursor: pointer;
  overflow-wrap: anywhere;
  tr:hover &,
  &:focus-visible {
    text-decoration: underline;
  }
`;

const Row = styled(Tr)`
  cursor: pointer;
  && td {
    height: auto;
    padding-block: 1.2rem;
    white-space: normal;
  }
`;

const Head = ({ children }: { children: string }) => (
  <Th>
    <Typography variant="sigma" textColor="neutral600">
      {children}
    </Typography>
  </Th>
);

const Cell = ({ children, width }: { children: ReactNode; width?: string }) => (
  <Td style={{ maxWidth: width, minWidth: width && `calc(${width} / 2)` }}>
    <Typography textColor="neutral800" tag="div" style={{ overflowWrap: 'anywhere' }}>
      {children}
    </Typography>
  </Td>
);

/** `entry.publish · article · vi` */
export const kindOf = ({ event, about }: Delivery): string =>
  [event, about.model, about.locale].filter(Boolean).join(' · ');

interface RowProps {
  readonly delivery: Delivery;
  readonly endpoint: Endpoint | undefined;
  readonly onOpen: (id: number) => void;
}

const DeliveryRow = ({ delivery, endpoint, onOpen }: RowProps) => {
  const { t, number } = useTexts();
  const { id, about, event, attempts, lastStatus, lastProblem } = delivery;
  return (
    <Row onClick={() => onOpen(id)}>
      <Cell width="30rem">
        <OpenButton type="button">
          <VisuallyHidden>{t('deliveries.open')} </VisuallyHidden>
          {about.title ?? event}
        </OpenButton>
        <Typography tag="div" variant="pi" textColor="neutral600">
          {kindOf(delivery)}
        </Typography>
      </Cell>
      <Cell width="18rem">{endpoint?.name ?? t('endpoint.deleted', { id: delivery.endpoint })}</Cell>
      <Cell>
        <StateBadge {...delivery} />
      </Cell>
      <Cell>{number(attempts)}</Cell>
      <Cell>
        <When delivery={delivery} endpoint={endpoint} />
      </Cell>
      <Cell width="18rem">{outcomeText({ status: lastStatus, problem: lastProblem }, t)}</Cell>
    </Row>
  );
};

interface Props {
  readonly deliveries: readonly Delivery[];
  readonly endpoints: readonly Endpoint[];
  readonly onOpen: (id: number) => void;
}

export const DeliveryTable = ({ deliveries, endpoints, onOpen }: Props) => {
  const { t } = useTexts();
  return (
    <Table colCount={6} rowCount={deliveries.length + 1} aria-label={t('deliveries.title')}>
      <Thead>
        <Tr>
          <Head>{t('column.message')}</Head>
          <Head>{t('column.endpoint')}</Head>
          <Head>{t('column.state')}</Head>
          <Head>{t('column.attempts')}</Head>
          <Head>{t('column.when')}</Head>
          <Head>{t('column.answer')}</Head>
        </Tr>
      </Thead>
      <Tbody>
        {deliveries.map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            endpoint={endpoints.find(({ id }) => id === delivery.endpoint)}
            onOpen={onOpen}
          />
        ))}
      </Tbody>
    </Table>
  );
};
