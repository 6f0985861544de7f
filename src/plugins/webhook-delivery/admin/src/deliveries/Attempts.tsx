import { Flex, Typography } from '@strapi/design-system';
import { Note } from 'newsroom-plugin-kit/admin/components/Note';
import { styled } from 'styled-components';
import type { Attempt } from '../../../shared/answers';
import { Code } from '../components/Code';
import { Moment } from '../components/Moment';
import { isSuccess, outcomeText } from '../outcome';
import { useTexts } from '../texts';

const List = styled.ol`
  margin: 0;
  padding: 0;
  list-style: none;
  li + li {
    margin-top: 1.2rem;
    padding-top: 1.2rem;
    border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
  }
`;

const Item = ({ attempt }: { attempt: Attempt }) => {
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

/** The attempts of a delivery with the receiver's answers, newest first. */
export const Attempts = ({ attempts }: { attempts: readonly Attempt[] }) => {
  const { t } = useTexts();
  if (attempts.length === 0) return <Note>{t('delivery.noAttempts')}</Note>;
  return (
    <List>
      {attempts.map((attempt) => (
        <Item key={`${attempt.at} ${attempt.durationMs}`} attempt={attempt} />
      ))}
    </List>
  );
};
