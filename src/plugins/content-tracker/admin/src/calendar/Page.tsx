import { Box, Flex, Typography } from '@strapi/design-system';
import { dayIn } from 'newsroom-plugin-kit/admin/wall-clock';
import { useSearchParams } from 'react-router-dom';
import type { Site } from '../../../shared/answers';
import type { Calendar } from '../../../shared/schedule-answers';
import { SitePage } from '../components/SitePage';
import { useTexts } from '../texts';
import { useTrackerCalendarQuery } from './api';
import { CalendarFilters } from './CalendarFilters';
import { Month } from './Month';
import { MonthBar } from './MonthBar';
import { weeksOf } from './month';
import { readSelection, writeSelection } from './selection';

interface MessageProps {
  readonly isError: boolean;
  readonly calendar: Calendar | undefined;
}

/** Why there is nothing to see, or not everything. */
const Message = ({ isError, calendar }: MessageProps) => {
  const { t, number } = useTexts();
  const message = isError
    ? t('calendar.error')
    : calendar && !calendar.meta.isComplete
      ? calendar.data.length === 0
        ? t('calendar.moreHidden')
        : t('calendar.moreThan', { most: number(calendar.data.length) })
      : calendar?.data.length === 0 && t('calendar.empty');
  if (!message) return null;
  return (
    <Typography tag="p" role="status" textColor={isError ? 'danger700' : 'neutral600'} paddingBottom={4}>
      {message}
    </Typography>
  );
};

const MonthSection = ({ site }: { site: Site }) => {
  const [address, setAddress] = useSearchParams();
  const today = dayIn(Date.now(), site.timeZone);
  const currentMonth = today.slice(0, 7);
  const selection = readSelection(address, site, currentMonth);
  const { month, type, locale } = selection;
  const days = weeksOf(month).flat();
  const { currentData, isError, isFetching } = useTrackerCalendarQuery(
    { from: days[0], to: days[days.length - 1], type, locale },
    { refetchOnMountOrArgChange: true },
  );
  const show = (changed: Partial<typeof selection>) =>
    setAddress(writeSelection({ ...selection, ...changed }));
  return (
    <Flex direction="column" alignItems="stretch" gap={6}>
      <CalendarFilters site={site} selection={selection} onChange={show} />
      <Box
        tag="section"
        aria-busy={isFetching}
        background="neutral0"
        hasRadius
        shadow="tableShadow"
        padding={{ initial: 4, medium: 6 }}
      >
        <MonthBar
          month={month}
          currentMonth={currentMonth}
          isLoading={isFetching}
          onChange={(changed) => show({ month: changed })}
        />
        <Message isError={isError} calendar={currentData} />
        <Month month={month} today={today} entries={currentData?.data ?? []} site={site} />
      </Box>
    </Flex>
  );
};

/** The page of the menu's link *Calendar*. */
const CalendarPage = () => (
  <SitePage title="calendar.title" subtitle="calendar.subtitle">
    {(site) => <MonthSection site={site} />}
  </SitePage>
);

export default CalendarPage;
