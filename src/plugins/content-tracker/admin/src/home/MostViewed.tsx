import { Typography } from '@strapi/design-system';
import { useTrackerHomeMostViewedQuery } from '../api';
import { Change } from '../insights/Change';
import { useTexts } from '../texts';
import { useTypeName } from '../useTypeName';
import { Documents, kindOf } from './Documents';

/** The widget of what was read most in the last seven days, of all types and languages. */
export const MostViewed = () => {
  const { t, time } = useTexts();
  const typeName = useTypeName();
  const answer = useTrackerHomeMostViewedQuery(undefined, { refetchOnMountOrArgChange: true });
  const asOf = answer.data?.meta.asOf;
  return (
    <Documents
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
      detailOf={(item, site) => kindOf(item, site, typeName)}
    />
  );
};
