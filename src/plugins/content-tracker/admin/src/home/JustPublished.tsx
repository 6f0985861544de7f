import { Typography } from '@strapi/design-system';
import { useTrackerHomeJustPublishedQuery } from '../api';
import { useTexts } from '../texts';
import { useTypeName } from '../useTypeName';
import { Documents, kindOf } from './Documents';

/** The widget of what readers could first see last, of all types and languages. */
export const JustPublished = () => {
  const { t, moment } = useTexts();
  const typeName = useTypeName();
  const answer = useTrackerHomeJustPublishedQuery(undefined, { refetchOnMountOrArgChange: true });
  return (
    <Documents
      answer={answer}
      empty={t('home.justPublishedEmpty')}
      about={({ timeZone }) => t('home.justPublishedAbout', { timeZone })}
      figureOf={({ firstPublishedAt }, { timeZone }) => (
        <Typography variant="pi" textColor="neutral800" tag="time" dateTime={firstPublishedAt}>
          {moment(firstPublishedAt, timeZone)}
        </Typography>
      )}
      detailOf={(item, site) => `${kindOf(item, site, typeName)} · ${t('viewsCount', { count: item.views })}`}
    />
  );
};
