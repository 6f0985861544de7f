import { Flex, Typography } from '@strapi/design-system';
import { useTrackerViewsQuery, type Params, type TypeViews } from '../api';
import { Chart } from '../chart/Chart';
import { useTexts } from '../texts';
import { Change } from './Change';
import { Section } from './Section';

const Sum = ({ label, now, before }: { label: string; now: number; before: number | null }) => {
  const { number } = useTexts();
  return (
    <div>
      <Typography variant="pi" textColor="neutral600" tag="p">
        {label}
      </Typography>
      <Typography variant="alpha" textColor="neutral800">
        {number(now)}{' '}
      </Typography>
      <Change now={now} before={before} />
    </div>
  );
};

/** From when to when, as of when, and what it is compared with. */
const useAbout = ({ from, to, timeZone, before }: TypeViews, asOf: string): string => {
  const { t, moment, time } = useTexts();
  const isOver = to !== null && to < asOf;
  return [
    from && to && isOver
      ? t('insights.range', { from: moment(from, timeZone), to: moment(to, timeZone) })
      : t('insights.since', { from: from ? moment(from, timeZone) : '', time: time(asOf, timeZone) }),
    t(before ? 'insights.compared' : 'about.imported'),
  ].join(' ');
};

const OfType = ({ views, asOf }: { views: TypeViews; asOf: string }) => {
  const { t } = useTexts();
  const about = useAbout(views, asOf);
  return (
    <Flex direction="column" alignItems="stretch" gap={5}>
      <Typography variant="pi" textColor="neutral600" tag="p">
        {about}
      </Typography>
      <Flex gap={8} wrap="wrap">
        <Sum label={t('chart.views')} now={views.views} before={views.before?.views ?? null} />
        {views.importedViews > 0 && (
          <Sum label={t('insights.imported')} now={views.importedViews} before={null} />
        )}
        <Sum label={t('chart.unique')} now={views.uniqueViews} before={views.before?.uniqueViews ?? null} />
      </Flex>
      <Chart bars={views.series} interval={views.interval} timeZone={views.timeZone} height={200} />
    </Flex>
  );
};

/** Views of all documents of the type, over the period. */
export const ViewsSection = ({ asked }: { asked: Params }) => {
  const { t } = useTexts();
  const answer = useTrackerViewsQuery(asked, { refetchOnMountOrArgChange: 60 });
  return (
    <Section
      title={t('insights.views')}
      csv={{ path: 'views', params: asked }}
      answer={answer}
      isEmpty={answer.data?.data.views === 0}
      empty={t('insights.noViews')}
    >
      {answer.data && <OfType views={answer.data.data} asOf={answer.data.meta.asOf} />}
    </Section>
  );
};
