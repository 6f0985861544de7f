import { useTrackerMostViewedQuery, useTrackerTrendingQuery, type Params, type SiteType } from '../api';
import { useTexts } from '../texts';
import { DocumentsTable } from './DocumentsTable';
import { Section } from './Section';

interface Props {
  readonly asked: Params;
  readonly type: SiteType;
  /** Whether there is a period before. */
  readonly isCompared: boolean;
}

const fresh = { refetchOnMountOrArgChange: 60 };

export const MostViewedSection = ({ asked, type, isCompared }: Props) => {
  const { t } = useTexts();
  const answer = useTrackerMostViewedQuery(asked, fresh);
  const rows = answer.data?.data ?? [];
  const title = t('insights.mostViewed');
  return (
    <Section
      title={title}
      about={t(isCompared ? 'insights.mostViewedAbout' : 'insights.mostViewedEver')}
      csv={{ path: 'most-viewed', params: asked }}
      answer={answer}
      isEmpty={rows.length === 0}
      empty={t('insights.noViews')}
    >
      <DocumentsTable
        caption={title}
        rows={rows}
        type={type}
        locale={answer.data?.meta.locale ?? null}
        isCompared={isCompared}
      />
    </Section>
  );
};

export const TrendingSection = ({ asked, type, isCompared }: Props) => {
  const { t } = useTexts();
  const answer = useTrackerTrendingQuery(asked, fresh);
  const rows = answer.data?.data ?? [];
  const title = t('insights.trending');
  return (
    <Section
      title={title}
      about={t('insights.trendingAbout')}
      csv={{ path: 'trending', params: asked }}
      answer={answer}
      isEmpty={rows.length === 0}
      empty={t('insights.noViews')}
    >
      <DocumentsTable
        caption={title}
        rows={rows}
        type={type}
        locale={answer.data?.meta.locale ?? null}
        isCompared={isCompared}
      />
    </Section>
  );
};
