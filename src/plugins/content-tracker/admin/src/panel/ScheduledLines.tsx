import { Box, Flex, Typography } from '@strapi/design-system';
import { useEffect } from 'react';
import type { Scheduled, ScheduledKind } from '../../../shared/schedule-answers';
import type { DocumentRef } from '../api';
import { useTrackerScheduleQuery } from '../schedule/api';
import { kinds } from '../schedule/schedule-rules';
import { ownerName, troubleText, waitingState } from '../schedule/waiting';
import { useTexts } from '../texts';

const Line = ({ kind, action, timeZone }: { kind: ScheduledKind; action: Scheduled; timeZone: string }) => {
  const { t, moment } = useTexts();
  const values = { at: moment(action.at, timeZone), name: ownerName(action, t) };
  const trouble = troubleText(action, t);
  return (
    <Box
      background={waitingState(action) ? 'warning100' : 'primary100'}
      hasRadius
      paddingTop={2}
      paddingBottom={2}
      paddingLeft={3}
      paddingRight={3}
    >
      <Typography tag="p" variant="pi" textColor="neutral800">
        {t(`schedule.line.${kind}`, values)}
      </Typography>
      {trouble && (
        <Typography tag="p" variant="pi" fontWeight="semiBold" textColor="neutral800">
          {trouble}
        </Typography>
      )}
    </Box>
  );
};

interface Props {
  readonly documentRef: DocumentRef;
  /** Differs after each change of the document, which may end what is scheduled. */
  readonly version: string;
}

/** What is scheduled for a document, and by whom: one line for each action. */
export const ScheduledLines = ({ documentRef, version }: Props) => {
  const { data, error, refetch } = useTrackerScheduleQuery(documentRef, { refetchOnMountOrArgChange: true });
  useEffect(() => {
    void refetch();
  }, [version, refetch]);
  if (!data || error) return null;
  const { data: schedule, meta } = data;
  const lines = kinds.flatMap((kind) => {
    const action = schedule[kind];
    return action ? [<Line key={kind} kind={kind} action={action} timeZone={meta.timeZone} />] : [];
  });
  if (lines.length === 0) return null;
  return (
    <Flex direction="column" alignItems="stretch" gap={2} width="100%">
      {lines}
    </Flex>
  );
};
