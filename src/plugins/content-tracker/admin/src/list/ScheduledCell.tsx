import { Box, Flex, Typography, VisuallyHidden } from '@strapi/design-system';
import { ArrowDown, Clock } from '@strapi/icons';
import { useTable } from '@strapi/strapi/admin';
import type { Schedule, Scheduled, ScheduledKind } from '../../../shared/schedule-answers';
import { useTrackerSiteQuery } from '../api';
import { useTrackerSchedulesQuery } from '../schedule/api';
import { useTexts } from '../texts';
import { Moment } from './cells';

interface Props {
  readonly uid: string;
  readonly documentId: string;
  readonly locale: string | null | undefined;
}

/** Rows that the server takes at one time. Strapi shows no more on a page. */
const most = 100;

/** What is scheduled of a row. All rows of the page are asked for together, in one request that their cells share. */
const useSchedule = ({ uid, documentId, locale }: Props) => {
  const rows = useTable('ScheduledCell', (table) => table.rows) as readonly { documentId?: string }[];
  const { data: site } = useTrackerSiteQuery();
  const type = site?.types.find((one) => one.uid === uid);
  const ids = rows.flatMap((row) => row.documentId ?? []).slice(0, most);
  const { data } = useTrackerSchedulesQuery(
    {
      type: type?.name ?? '',
      locale: type?.isLocalized ? (locale ?? undefined) : undefined,
      documentIds: ids.join(','),
    },
    { skip: !type || ids.length === 0, refetchOnMountOrArgChange: true },
  );
  const schedule: Schedule | undefined = data?.data.find((one) => one.documentId === documentId);
  return { schedule, timeZone: site?.timeZone ?? 'UTC' };
};

interface LineProps {
  readonly kind: ScheduledKind;
  readonly action: Scheduled;
  readonly timeZone: string;
}

const Line = ({ kind, action: { at, state }, timeZone }: LineProps) => {
  const { t, moment, shortDate, time } = useTexts();
  const Icon = kind === 'publish' ? Clock : ArrowDown;
  const colour = state === 'pending' ? 'neutral800' : 'danger700';
  const words = `${t(`scheduled.${kind}.${state}`)}: ${moment(at, timeZone)}`;
  return (
    <Box title={words}>
      <VisuallyHidden>{words}</VisuallyHidden>
      <Flex gap={1} alignItems="baseline" aria-hidden>
        <Icon width="1.2rem" height="1.2rem" fill={colour} style={{ flexShrink: 0 }} />
        <Typography textColor={colour}>
          <Moment day={shortDate(at, timeZone)} time={time(at, timeZone)} />
        </Typography>
      </Flex>
      {state !== 'pending' && (
        <Typography variant="pi" textColor={colour} tag="p" aria-hidden>
          {t(`scheduled.state.${state}`)}
        </Typography>
      )}
    </Box>
  );
};

/** When the document of a row will be published and unpublished, or that this waits for a person. */
export const ScheduledCell = (props: Props) => {
  const { schedule, timeZone } = useSchedule(props);
  if (!schedule) return null;
  return (
    <>
      {schedule.publish && <Line kind="publish" action={schedule.publish} timeZone={timeZone} />}
      {schedule.unpublish && <Line kind="unpublish" action={schedule.unpublish} timeZone={timeZone} />}
    </>
  );
};
