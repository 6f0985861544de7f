import { Flex, Typography } from '@strapi/design-system';
import { useTrackerViewsQuery, type Params } from '../api';
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

/** Views of all documents of the type, over the period. */
export const ViewsSection = ({ asked }: { asked: Params }) => {
  const { t, moment, time } = useTexts();
  const answer = useTrackerViewsQuery(asked, { refetchOnMountOrArgChange: 60 });
  const views = answer.data?.data;
  const asOf = answer.data?.meta.asOf;
  const about = views?.from
    ? t('insights.viewsAbout', {
        from: moment(views.from, views.timeZone),
        time: asOf ? time(asOf, views.timeZone) : '',
      })
    : '';
  return (
    <Section
      title={t('insights.views')}
      about={about}
      csv={{ path: 'views', params: asked }}
      answer={answer}
      isEmpty={views?.views === 0}
      empty={t('insights.noViews')}
    >
      {views && (
        <Flex direction="column" alignItems="stretch" gap={5}>
          <Flex gap={8} wrap="wrap">
            <Sum label={t('chart.views')} now={views.views} before={views.before?.views ?? null} />
            <Sum label={t('chart.unique')} now={views.uniqueViews} before={views.before?.uniqueViews ?? null} />
          </Flex>
          <Chart bars={views.series} interval={views.interval} timeZone={views.timeZone} height={200} />
        </Flex>
      )}
    </Section>
  );
};
