import type { QueryParameters } from 'newsroom-plugin-kit/admin/requests';
import type { ListedDocument, SiteType, TypeMeta } from '../../../shared/answers';
import { useTrackerMostViewedQuery, useTrackerTrendingQuery } from '../api';
import { useTexts } from '../texts';
import { RankingTable } from './RankingTable';
import { ReportSection } from './ReportSection';

interface Props {
  readonly parameters: QueryParameters;
  readonly type: SiteType;
  /** Whether there is a previous period to compare with: not for all time. */
  readonly isCompared: boolean;
}

interface RankingProps extends Props {
  readonly answer: {
    readonly data?: { readonly data: readonly ListedDocument[]; readonly meta: TypeMeta };
    readonly isError: boolean;
    readonly error?: unknown;
    readonly isFetching: boolean;
  };
  readonly title: string;
  readonly about: string;
  readonly route: 'most-viewed' | 'trending';
}

const Ranking = ({ answer, title, about, route, parameters, type, isCompared }: RankingProps) => {
  const { t } = useTexts();
  const documents = answer.data?.data ?? [];
  return (
    <ReportSection
      title={title}
      about={about}
      csv={{ path: route, parameters }}
      answer={answer}
      isEmpty={documents.length === 0}
      empty={t('insights.noViews')}
    >
      <RankingTable
        caption={title}
        documents={documents}
        type={type}
        locale={answer.data?.meta.locale ?? null}
        isCompared={isCompared}
      />
    </ReportSection>
  );
};

/** Answers older than a minute are asked for again. */
const options = { refetchOnMountOrArgChange: 60 };

export const MostViewedSection = (props: Props) => {
  const { t } = useTexts();
  const about = t(props.isCompared ? 'insights.mostViewedAbout' : 'insights.mostViewedEver');
  const answer = useTrackerMostViewedQuery(props.parameters, options);
  return (
    <Ranking {...props} answer={answer} title={t('insights.mostViewed')} about={about} route="most-viewed" />
  );
};

export const TrendingSection = (props: Props) => {
  const { t } = useTexts();
  const answer = useTrackerTrendingQuery(props.parameters, options);
  return (
    <Ranking
      {...props}
      answer={answer}
      title={t('insights.trending')}
      about={t('insights.trendingAbout')}
      route="trending"
    />
  );
};
