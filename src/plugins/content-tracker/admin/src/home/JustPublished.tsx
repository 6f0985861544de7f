import { Typography } from '@strapi/design-system';
import { useTrackerHomeJustPublishedQuery } from '../api';
import { useTexts } from '../texts';
import { useTypeName } from '../useTypeName';
import { DocumentList, typeAndLanguage } from './DocumentList';

/** The widget with the documents of all types and languages that were first published last. */
export const JustPublished = () => {
  const { t, moment } = useTexts();
  const typeName = useTypeName();
  const answer = useTrackerHomeJustPublishedQuery(undefined, { refetchOnMountOrArgChange: true });
  return (
    <DocumentList
      answer={answer}
      empty={t('home.justPublishedEmpty')}
      about={({ timeZone }) => t('home.justPublishedAbout', { timeZone })}
      figureOf={({ firstPublishedAt }, { timeZone }) => (
        <Typography variant="pi" textColor="neutral800" tag="time" dateTime={firstPublishedAt}>
          {moment(firstPublishedAt, timeZone)}
        </Typography>
      )}
      detailOf={(item, site) =>
        `${typeAndLanguage(item, site, typeName)} · ${t('viewsCount', { count: item.views })}`
      }
    />
  );
};
