import { Typography } from '@strapi/design-system';
import { useTrackerRefusalsQuery, type Params, type Refusal } from '../api';
import { useTexts, type TextId } from '../texts';
import { Numbers } from './Numbers';
import { Section } from './Section';

const reasons = ['bot', 'repeat', 'prefetch', 'opt-out', 'excluded'];

const sumOf = (refusals: readonly Refusal[], reason: string): number =>
  refusals.filter((one) => one.reason === reason).reduce((total, { views }) => total + views, 0);

const Reason = ({ reason }: { reason: string }) => {
  const { t } = useTexts();
  return (
    <>
      <Typography fontWeight="semiBold" textColor="neutral800" tag="p">
        {t(`refusal.${reason}` as TextId)}
      </Typography>
      <Typography variant="pi" textColor="neutral600" tag="p">
        {t(`refusal.${reason}.why` as TextId)}
      </Typography>
    </>
  );
};

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
      <Numbers
        caption={title}
        columns={[
          { id: 'reason', label: t('refusal.reason') },
          { id: 'count', label: t('refusal.count'), isNumber: true },
        ]}
        rows={reasons.map((reason) => ({
          key: reason,
          cells: [
            <Reason key="reason" reason={reason} />,
            <Typography key="count" textColor="neutral800">
              {number(sumOf(refusals, reason))}
            </Typography>,
          ],
        }))}
      />
    </Section>
  );
};
