import { Typography } from '@strapi/design-system';
import { useTrackerSiteQuery } from '../api';
import { useTexts } from '../texts';

export const ViewsCell = ({ views }: { views: number | null | undefined }) => {
  const { number } = useTexts();
  return <Typography textColor="neutral800">{typeof views === 'number' ? number(views) : '–'}</Typography>;
};

export const DateCell = ({ date }: { date: string | null | undefined }) => {
  const { moment } = useTexts();
  // All cells share one request.
  const { data: site } = useTrackerSiteQuery();
  if (!date) return <Typography textColor="neutral600">–</Typography>;
  return (
    <Typography textColor="neutral800" tag="time" dateTime={date} style={{ whiteSpace: 'nowrap' }}>
      {site ? moment(date, site.timeZone) : ''}
    </Typography>
  );
};
