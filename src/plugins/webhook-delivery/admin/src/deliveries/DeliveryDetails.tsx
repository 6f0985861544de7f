import { Box, Flex, Typography } from '@strapi/design-system';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import type { ReactNode } from 'react';
import { styled } from 'styled-components';
import type { DeliveryDetails as Details, Endpoint } from '../../../shared/answers';
import { Code } from '../components/Code';
import { Moment } from '../components/Moment';
import { useTexts } from '../texts';
import { Attempts } from './Attempts';
import { DeliveryTime } from './DeliveryTime';
import { subjectOf } from './DeliveryTable';
import { StateBadge } from './StateBadge';

const Facts = styled.dl`
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr));
  gap: 1.6rem;
  margin: 0;
  dd {
    margin: 0.2rem 0 0;
    overflow-wrap: anywhere;
  }
`;

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <Typography tag="dt" variant="pi" textColor="neutral600">
      {name}
    </Typography>
    <Typography tag="dd" textColor="neutral800">
      {children}
    </Typography>
  </div>
);

const Subsection = ({ title, children }: { title: string; children: ReactNode }) => (
  <Box tag="section">
    <Typography tag="h3" variant="omega" fontWeight="bold" textColor="neutral800" paddingBottom={2}>
      {title}
    </Typography>
    {children}
  </Box>
);

/** JSON with line breaks; a body that is not JSON stays as it is. */
const pretty = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
};

interface Props {
  readonly delivery: Details;
  readonly endpoint: Endpoint | undefined;
}

/** Everything about a delivery: its message, its endpoint, and each attempt with its outcome. */
export const DeliveryDetails = ({ delivery, endpoint }: Props) => {
  const { t, number } = useTexts();
  const { state, messageId, madeAt, history, body } = delivery;
  return (
    <Flex direction="column" alignItems="stretch" gap={6}>
      <Facts>
        <Fact name={t('column.state')}>
          <StateBadge {...delivery} />
        </Fact>
        <Fact name={t('filters.event')}>{subjectOf(delivery)}</Fact>
        <Fact name={t('column.endpoint')}>
          {endpoint ? `${endpoint.name} · ${endpoint.url}` : t('endpoint.deleted', { id: delivery.endpoint })}
        </Fact>
        <Fact name="webhook-id">
          <code>{messageId}</code>
        </Fact>
        <Fact name={t('delivery.happened')}>
          <Moment at={madeAt} />
        </Fact>
        <Fact name={t(state === 'pending' ? 'delivery.next' : 'delivery.finished')}>
          <DeliveryTime delivery={delivery} endpoint={endpoint} />
        </Fact>
      </Facts>
      <Subsection
        title={t('delivery.attempts', { count: history.length, formatted: number(history.length) })}
      >
        <Attempts attempts={history} />
      </Subsection>
      <Subsection title={t('delivery.body')}>
        <Code label={t('delivery.body')}>{pretty(body)}</Code>
      </Subsection>
      <SmallText>{t('again.about')}</SmallText>
    </Flex>
  );
};
