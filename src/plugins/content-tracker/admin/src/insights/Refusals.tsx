import { Typography } from '@strapi/design-system';
import type { QueryParameters } from 'newsroom-plugin-kit/admin/requests';
import type { RefusalCount, SiteType } from '../../../shared/answers';
import { useTrackerRefusalsQuery } from '../api';
import { FloodedDocuments } from './FloodedDocuments';
import { useTexts } from '../texts';
import { DataTable } from './DataTable';
import { ReportSection } from './ReportSection';

const reasons = ['bot', 'repeat', 'flood', 'prefetch', 'opt-out', 'excluded'] as const;

const countOf = (refusals: readonly RefusalCount[], reason: string): number =>
  refusals.filter((refusal) => refusal.reason === reason).reduce((total, { views }) => total + views, 0);

const Reason = ({ reason }: { reason: (typeof reasons)[number] }) => {
  const { t } = useTexts();
  return (
    <>
      <Typography fontWeight="semiBold" textColor="neutral800" tag="p">
        {t(`refusal.${reason}`)}
      </Typography>
      <Typography variant="pi" textColor="neutral600" tag="p">
        {t(`refusal.${reason}.why`)}
      </Typography>
    </>
  );
};

interface Props {
  readonly parameters: QueryParameters;
  readonly timeZone: string;
  readonly type: SiteType;
}

/** Views that were reported but not counted, by reason. */
export const RefusalsSection = ({ parameters, timeZone, type }: Props) => {
  const { t, number } = useTexts();
  const answer = useTrackerRefusalsQuery(parameters, { refetchOnMountOrArgChange: 60 });
  const refusals = answer.data?.data ?? [];
  const title = t('insights.refusals');
  return (
    <ReportSection
      title={title}
      about={t('insights.refusalsAbout', { timeZone })}
      csv={{ path: 'refusals', parameters }}
      answer={answer}
      isEmpty={refusals.length === 0}
      empty={t('insights.noRefusals')}
    >
      <DataTable
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
              {number(countOf(refusals, reason))}
            </Typography>,
          ],
        }))}
      />
      {countOf(refusals, 'flood') > 0 && <FloodedDocuments parameters={parameters} type={type} />}
    </ReportSection>
  );
};
