import { Typography } from '@strapi/design-system';
import { useTrackerHomeScheduledQuery } from '../schedule/api';
import { reasonText } from '../schedule/reasons';
import { useTexts } from '../texts';
import { useTypeName } from '../useTypeName';
import { DocumentList, typeAndLanguage } from './DocumentList';

/** The widget with scheduled actions that wait for a person: they are on hold, have failed or were missed. */
export const NeedsAttention = () => {
  const { t, moment } = useTexts();
  const typeName = useTypeName();
  const answer = useTrackerHomeScheduledQuery(undefined, { refetchOnMountOrArgChange: true });
  return (
    <DocumentList
      answer={answer}
      empty={t('home.attentionEmpty')}
      about={({ timeZone }) => t('home.attentionAbout', { timeZone })}
      figureOf={({ at }, { timeZone }) => (
        <Typography variant="pi" textColor="neutral800" tag="time" dateTime={at}>
          {moment(at, timeZone)}
        </Typography>
      )}
      detailOf={(item, site) =>
        [
          t(`scheduled.${item.kind}.${item.state}`),
          reasonText(item.reason, t),
          typeAndLanguage(item, site, typeName),
        ]
          .filter(Boolean)
          .join(' · ')
      }
    />
  );
};
