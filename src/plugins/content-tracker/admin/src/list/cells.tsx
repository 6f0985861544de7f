import { Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import { useTrackerSiteQuery } from '../api';
import { useTexts } from '../texts';

export const ViewsCell = ({ views }: { views: number | null | undefined }) => {
  const { number } = useTexts();
  return <Typography textColor="neutral800">{typeof views === 'number' ? number(views) : '–'}</Typography>;
};

const NoWrap = styled.span`
  white-space: nowrap;
`;

/** A day and a time, in two lines where there is little room. */
export const Moment = ({ day, time }: { day: string; time: string }) => {
  const { comma } = useTexts();
  return (
    <>
      <NoWrap>
        {day}
        {comma}
      </NoWrap>{' '}
      <NoWrap>{time}</NoWrap>
    </>
  );
};

export const DateCell = ({ date }: { date: string | null | undefined }) => {
  const { date: day, time } = useTexts();
  // All cells share one request.
  const { data: site } = useTrackerSiteQuery();
  if (!date) return <Typography textColor="neutral600">–</Typography>;
  return (
    <Typography textColor="neutral800" tag="time" dateTime={date}>
      {site && <Moment day={day(date, site.timeZone)} time={time(date, site.timeZone)} />}
    </Typography>
  );
};
