import { Typography } from '@strapi/design-system';
import { useTrackerHomeMostViewedQuery } from '../api';
import { Change } from '../components/Change';
import { useTexts } from '../texts';
import { useTypeName } from '../useTypeName';
import { DocumentList, typeAndLanguage } from './DocumentList';

/** The widget with the documents of all types and languages that had the most views in the last seven days. */
export const MostViewed = () => {
  const { t, time } = useTexts();
  const typeName = useTypeName();
  const answer = useTrackerHomeMostViewedQuery(undefined, { refetchOnMountOrArgChange: true });
  const asOf = answer.data?.meta.asOf;
  return (
    <DocumentList
      answer={answer}
      empty={t('home.mostViewedEmpty')}
      about={({ timeZone }) =>
        `${t('home.mostViewedAbout')} ${asOf ? t('about.asOf', { time: time(asOf, timeZone), timeZone }) : ''}`
      }
      figureOf={({ views, viewsBefore }) => (
        <Typography fontWeight="semiBold" textColor="neutral800" textAlign="right">
          {t('viewsCount', { count: views })} <Change now={views} before={viewsBefore} />
        </Typography>
      )}
      detailOf={(item, site) => typeAndLanguage(item, site, typeName)}
    />
  );
};
