import { Box, Button, Flex, Typography } from '@strapi/design-system';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import type { Schedule } from '../../../shared/schedule-answers';
import { reasonText } from './reasons';
import { useTexts } from '../texts';
import { kinds } from './schedule-rules';
import { waitingState } from './waiting';

interface Props {
  readonly schedule: Schedule;
  readonly timeZone: string;
  readonly isLoading: boolean;
  readonly onConfirm: () => void;
}

/** What waits for a person, why, and the button that has it carried out. */
export const WaitingActions = ({ schedule, timeZone, isLoading, onConfirm }: Props) => {
  const { t, moment } = useTexts();
  const waiting = kinds.flatMap((kind) => {
    const action = schedule[kind];
    const state = action && waitingState(action);
    return state ? [{ kind, action, state }] : [];
  });
  if (waiting.length === 0) return null;
  const isDue = waiting.some(({ action }) => Date.parse(action.at) <= Date.now());
  return (
    <Box background="warning100" borderColor="warning200" hasRadius padding={4}>
      <Flex direction="column" alignItems="flex-start" gap={3}>
        {waiting.map(({ kind, action, state }) => (
          <Flex key={kind} direction="column" alignItems="flex-start" gap={1}>
            <Typography tag="p" variant="omega" fontWeight="semiBold" textColor="neutral800">
              {t(`scheduled.${kind}.${state}`)} · {moment(action.at, timeZone)}
            </Typography>
            <Typography tag="p" variant="omega" textColor="neutral800">
              {reasonText(action.reason, t)}
            </Typography>
          </Flex>
        ))}
        <SmallText>{t('schedule.confirmAbout', { isDue: isDue ? 'yes' : 'no' })}</SmallText>
        <Button size="S" loading={isLoading} onClick={onConfirm}>
          {t('schedule.confirm')}
        </Button>
      </Flex>
    </Box>
  );
};
