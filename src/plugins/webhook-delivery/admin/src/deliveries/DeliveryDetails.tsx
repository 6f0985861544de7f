import { Box, Flex, Typography } from '@strapi/design-system';
import type { ReactNode } from 'react';
import { styled } from 'styled-components';
import type { Attempt, Endpoint, WholeDelivery } from '../api';
import { Code, Moment, Note } from '../parts';
import { isSuccess, outcomeText } from '../problem';
import { useTexts } from '../texts';
import { kindOf } from './DeliveryTable';
import { StateBadge } from './StateBadge';
import { When } from './When';

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

const Attempts = styled.ol`
  margin: 0;
  padding: 0;
  list-style: none;
  li + li {
    margin-top: 1.2rem;
    padding-top: 1.2rem;
    border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
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

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <Box tag="section">
    <Typography tag="h3" variant="omega" fontWeight="bold" textColor="neutral800" paddingBottom={2}>
      {title}
    </Typography>
    {children}
  </Box>
);

const AttemptItem = ({ attempt }: { attempt: Attempt }) => {
  const { t, duration } = useTexts();
  const { at, durationMs, problem, answer, status } = attempt;
  return (
    <li>
      <Flex justifyContent="space-between" alignItems="flex-start" gap={4} wrap="wrap" paddingBottom={2}>
        <div>
          <Typography tag="div" fontWeight="bold" textColor={isSuccess(attempt) ? 'success700' : 'danger700'}>
            {outcomeText(attempt, t)}
          </Typography>
          <Typography tag="div" variant="pi" textColor="neutral600">
            {t('attempt.took', { duration: duration(durationMs) })}
          </Typography>
        </div>
        <Moment at={at} />
      </Flex>
      {problem && <Code label={t('answer.problem')}>{problem}</Code>}
      {answer && <Code label={t('answer.text')}>{answer}</Code>}
      {status !== null && !answer && <Note>{t('answer.empty')}</Note>}
    </li>
  );
};

const pretty = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
};

interface Props {
  readonly delivery: WholeDelivery;
  readonly endpoint: Endpoint | undefined;
}

/** What was sent, to whom, and what came of each attempt. */
export const DeliveryDetails = ({ delivery, endpoint }: Props) => {
  const { t, number } = useTexts();
  const { state, messageId, madeAt, history, body } = delivery;
  return (
    <Flex direction="column" alignItems="stretch" gap={6}>
      <Facts>
        <Fact name={t('column.state')}>
          <StateBadge {...delivery} />
        </Fact>
        <Fact name={t('filters.event')}>{kindOf(delivery)}</Fact>
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
          <When delivery={delivery} endpoint={endpoint} />
        </Fact>
      </Facts>
      <Part title={t('delivery.attempts', { count: history.length, formatted: number(history.length) })}>
        {history.length === 0 ? (
          <Note>{t('delivery.noAttempts')}</Note>
        ) : (
          <Attempts>
            {history.map((attempt) => (
              <AttemptItem key={`${attempt.at} ${attempt.durationMs}`} attempt={attempt} />
            ))}
          </Attempts>
        )}
      </Part>
      <Part title={t('delivery.body')}>
        <Code label={t('delivery.body')}>{pretty(body)}</Code>
      </Part>
      <Typography variant="pi" textColor="neutral600" tag="p">
        {t('again.about')}
      </Typography>
    </Flex>
  );
};
