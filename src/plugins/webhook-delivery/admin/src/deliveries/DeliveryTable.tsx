import { Table, Tbody, Td, Th, Thead, Tr, Typography, VisuallyHidden } from '@strapi/design-system';
import { ColumnLabel } from 'newsroom-plugin-kit/admin/components/ColumnLabel';
import type { ReactNode } from 'react';
import { styled } from 'styled-components';
import type { Delivery, Endpoint } from '../../../shared/answers';
import { outcomeText } from '../outcome';
import { useTexts } from '../texts';
import { DeliveryTime } from './DeliveryTime';
import { StateBadge } from './StateBadge';

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

const Cell = ({ children, width }: { children: ReactNode; width?: string }) => (
  <Td style={{ maxWidth: width, minWidth: width && `calc(${width} / 2)` }}>
    <Typography textColor="neutral800" tag="div" style={{ overflowWrap: 'anywhere' }}>
      {children}
    </Typography>
  </Td>
);

/** `entry.publish · article · vi` */
export const subjectOf = ({ event, about }: Delivery): string =>
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
          {subjectOf(delivery)}
        </Typography>
      </Cell>
      <Cell width="18rem">{endpoint?.name ?? t('endpoint.deleted', { id: delivery.endpoint })}</Cell>
      <Cell>
        <StateBadge {...delivery} />
      </Cell>
      <Cell>{number(attempts)}</Cell>
      <Cell>
        <DeliveryTime delivery={delivery} endpoint={endpoint} />
      </Cell>
      <Cell width="18rem">{outcomeText({ status: lastStatus, problem: lastProblem }, t)}</Cell>
    </Row>
  );
};

const columns = ['message', 'endpoint', 'state', 'attempts', 'when', 'answer'] as const;

interface Props {
  readonly deliveries: readonly Delivery[];
  readonly endpoints: readonly Endpoint[];
  readonly onOpen: (id: number) => void;
}

/** A page of deliveries. A click on a row, or the button in it, opens the delivery. */
export const DeliveryTable = ({ deliveries, endpoints, onOpen }: Props) => {
  const { t } = useTexts();
  return (
    <Table colCount={columns.length} rowCount={deliveries.length + 1} aria-label={t('deliveries.title')}>
      <Thead>
        <Tr>
          {columns.map((column) => (
            <Th key={column}>
              <ColumnLabel>{t(`column.${column}`)}</ColumnLabel>
            </Th>
          ))}
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
