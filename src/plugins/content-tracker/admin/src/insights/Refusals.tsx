import { Table, Tbody, Td, Th, Thead, Tr, Typography } from '@strapi/design-system';
import { useTrackerRefusalsQuery, type Params, type Refusal } from '../api';
import { useTexts, type TextId } from '../texts';
import { Section } from './Section';

const reasons = ['bot', 'repeat', 'prefetch', 'opt-out', 'excluded'];

const sumOf = (refusals: readonly Refusal[], reason: string): number =>
  refusals.filter((one) => one.reason === reason).reduce((total, { views }) => total + views, 0);

/** What was not counted, and why. */
export const RefusalsSection = ({ asked, timeZone }: { asked: Params; timeZone: string }) => {
  const { t, number } = useTexts();
  const answer = useTrackerRefusalsQuery(asked, { refetchOnMountOrArgChange: 60 });
  const refusals = answer.data?.data ?? [];
  const title = t('insights.refusals');
  return (
    <Section
      title={title}
      about={t('insights.refusalsAbout', { timeZone })}
      csv={{ path: 'refusals', params: asked }}
      answer={answer}
      isEmpty={refusals.length === 0}
      empty={t('insights.noRefusals')}
    >
      <Table colCount={3} rowCount={reasons.length + 1} aria-label={title}>
        <Thead>
          <Tr>
            {(['refusal.reason', 'refusal.meaning', 'refusal.count'] as const).map((id) => (
              <Th key={id}>
                <Typography variant="sigma" textColor="neutral600">
                  {t(id)}
                </Typography>
              </Th>
            ))}
          </Tr>
        </Thead>
        <Tbody>
          {reasons.map((reason) => (
            <Tr key={reason}>
              <Td>
                <Typography fontWeight="semiBold" textColor="neutral800">
                  {t(`refusal.${reason}` as TextId)}
                </Typography>
              </Td>
              <Td>
                <Typography textColor="neutral600" style={{ whiteSpace: 'normal' }}>
                  {t(`refusal.${reason}.why` as TextId)}
                </Typography>
              </Td>
              <Td>
                <Typography textColor="neutral800">{number(sumOf(refusals, reason))}</Typography>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </Section>
  );
};
