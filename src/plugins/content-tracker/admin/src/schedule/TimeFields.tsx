import { Field, Flex } from '@strapi/design-system';
import { clockChangeAt, fromWallClock } from 'newsroom-plugin-kit/admin/wall-clock';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import type { ReactNode } from 'react';
import type { ScheduledKind } from '../../../shared/schedule-answers';
import { useTexts } from '../texts';
import { kinds, type Times } from './schedule-rules';

interface Props {
  readonly times: Times;
  readonly onChange: (kind: ScheduledKind, wallClock: string) => void;
  readonly timeZone: string;
  readonly errorOf: (kind: ScheduledKind) => string | undefined;
  /** What stands below a field, such as who has scheduled it. */
  readonly below?: (kind: ScheduledKind) => ReactNode;
  readonly isDisabled?: boolean;
}

/** Which moment is meant on a day on which clocks are changed. */
const ClockChange = ({ wallClock, timeZone }: { wallClock: string; timeZone: string }) => {
  const { t, inWords } = useTexts();
  const change = clockChangeAt(wallClock, timeZone);
  const meant = fromWallClock(wallClock, timeZone);
  if (!change || !meant) return null;
  return (
    <SmallText>
      {t(`schedule.${change}`, { time: wallClock.slice(11), meant: inWords(meant, timeZone) })}
    </SmallText>
  );
};

/** *Publish at* and *Unpublish at*, in the time zone of the site. */
export const TimeFields = ({ times, onChange, timeZone, errorOf, below, isDisabled }: Props) => {
  const { t } = useTexts();
  return (
    <>
      {kinds.map((kind) => (
        <Flex key={kind} direction="column" alignItems="stretch" gap={2}>
          <Field.Root name={`${kind}At`} error={errorOf(kind)} hint={t('about.timeZone', { timeZone })}>
            <Field.Label>{t(`schedule.${kind}At`)}</Field.Label>
            <Field.Input
              type="datetime-local"
              value={times[kind]}
              disabled={isDisabled}
              onChange={(event) => onChange(kind, event.target.value)}
            />
            <Field.Hint />
            <Field.Error />
          </Field.Root>
          <ClockChange wallClock={times[kind]} timeZone={timeZone} />
          {below?.(kind)}
        </Flex>
      ))}
    </>
  );
};
