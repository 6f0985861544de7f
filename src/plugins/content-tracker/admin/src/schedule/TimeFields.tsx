import { Field, Flex } from '@strapi/design-system';
import { clockChangeAt, fromWallClock } from 'newsroom-plugin-kit/admin/wall-clock';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import type { ReactNode } from 'react';
import type { ScheduledKind } from '../../../shared/schedule-answers';
import { useTexts } from '../texts';
import { kinds, type Times } from './schedule-rules';

interface Props {
  readonly times: Times;
  /** @param isIncomplete whether only a part of the time is filled in; `wallClock` is empty then */
  readonly onChange: (kind: ScheduledKind, wallClock: string, isIncomplete: boolean) => void;
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
  const read = (kind: ScheduledKind, { value, validity }: HTMLInputElement): void =>
    onChange(kind, value, validity.badInput);
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
              onChange={(event) => read(kind, event.target)}
              // A browser tells nothing of a part that was filled in where nothing was before.
              onBlur={(event) => read(kind, event.target)}
              onKeyDown={(event) => event.key === 'Enter' && read(kind, event.currentTarget)}
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
