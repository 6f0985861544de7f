import { Flex, Typography } from '@strapi/design-system';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import type { QueryParameters } from 'newsroom-plugin-kit/admin/requests';
import type { TypeViews } from '../../../shared/answers';
import { useTrackerViewsQuery } from '../api';
import { Chart } from '../chart/Chart';
import { Change } from '../components/Change';
import { useTexts } from '../texts';
import { ReportSection } from './ReportSection';

interface TotalProps {
  readonly label: string;
  readonly now: number;
  readonly before: number | null;
}

const Total = ({ label, now, before }: TotalProps) => {
  const { number } = useTexts();
  return (
    <div>
      <SmallText>{label}</SmallText>
      <Typography variant="alpha" textColor="neutral800">
        {number(now)}{' '}
      </Typography>
      <Change now={now} before={before} />
    </div>
  );
};

/** The sentences above the chart: the period of the numbers, and their comparison with the previous period. */
const usePeriodText = ({ from, to, timeZone, before }: TypeViews, asOf: string): string => {
  const { t, moment, time } = useTexts();
  const isOver = to !== null && to < asOf;
  return [
    from && to && isOver
      ? t('insights.range', { from: moment(from, timeZone), to: moment(to, timeZone) })
      : t('insights.since', { from: from ? moment(from, timeZone) : '', time: time(asOf, timeZone) }),
    t(before ? 'insights.compared' : 'about.imported'),
  ].join(' ');
};

const TotalsAndChart = ({ views, asOf }: { views: TypeViews; asOf: string }) => {
  const { t } = useTexts();
  const periodText = usePeriodText(views, asOf);
  return (
    <Flex direction="column" alignItems="stretch" gap={5}>
      <SmallText>{periodText}</SmallText>
      <Flex gap={8} wrap="wrap">
        <Total label={t('chart.views')} now={views.views} before={views.before?.views ?? null} />
        {views.importedViews > 0 && (
          <Total label={t('insights.imported')} now={views.importedViews} before={null} />
        )}
        <Total label={t('chart.unique')} now={views.uniqueViews} before={views.before?.uniqueViews ?? null} />
      </Flex>
      <Chart bars={views.series} interval={views.interval} timeZone={views.timeZone} height={200} />
    </Flex>
  );
};

/** Views of all documents of a type over the period. */
export const ViewsOverTimeSection = ({ parameters }: { parameters: QueryParameters }) => {
  const { t } = useTexts();
  const answer = useTrackerViewsQuery(parameters, { refetchOnMountOrArgChange: 60 });
  return (
    <ReportSection
      title={t('insights.views')}
      csv={{ path: 'views', parameters }}
      answer={answer}
      isEmpty={answer.data?.data.views === 0}
      empty={t('insights.noViews')}
    >
      {answer.data && <TotalsAndChart views={answer.data.data} asOf={answer.data.meta.asOf} />}
    </ReportSection>
  );
};
