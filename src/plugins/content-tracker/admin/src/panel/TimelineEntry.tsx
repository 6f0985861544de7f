import { Flex, Typography } from '@strapi/design-system';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import { styled } from 'styled-components';
import type { LogEntry } from '../../../shared/answers';
import { useTexts } from '../texts';

const Item = styled.li`
  padding: 1.2rem 0;
  border-bottom: 1px solid ${({ theme }) => theme.colors.neutral150};
  list-style: none;
`;

/** Names for `select` in the texts, which cannot contain a hyphen. */
const actorKinds: Record<LogEntry['actor']['kind'], string> = {
  admin: 'admin',
  'api-token': 'program',
  'api-user': 'apiUser',
  import: 'import',
  system: 'system',
};

/** One entry of the log: action, time, actor, and what changed. */
export const TimelineEntry = ({ entry, timeZone }: { entry: LogEntry; timeZone: string }) => {
  const { t, moment } = useTexts();
  const { at, action, actor, title, before, after, reason, takenOff, scheduledAt } = entry;
  const kind = actorKinds[actor.kind];
  const isMoved = before.firstPublishedAt !== after.firstPublishedAt && after.firstPublishedAt !== null;
  return (
    <Item>
      <Flex justifyContent="space-between" gap={4} wrap="wrap">
        <Typography fontWeight="semiBold" textColor="neutral800">
          {scheduledAt
            ? t('timeline.scheduled', {
                action: t(`timeline.${action}`),
                name: actor.name ?? t('schedule.someone'),
                at: moment(scheduledAt, timeZone),
              })
            : t(`timeline.${action}`)}
        </Typography>
        <Typography variant="pi" textColor="neutral600" tag="time" dateTime={at}>
          {moment(at, timeZone)}
        </Typography>
      </Flex>
      {!scheduledAt && (
        <SmallText>
          {actor.name ? t('timeline.byName', { kind, name: actor.name }) : t('timeline.by', { kind })}
        </SmallText>
      )}
      {title !== null && <SmallText>{t('timeline.titleThen', { title })}</SmallText>}
      {isMoved && before.firstPublishedAt && after.firstPublishedAt && (
        <SmallText>
          {t('timeline.moved', {
            from: moment(before.firstPublishedAt, timeZone),
            to: moment(after.firstPublishedAt, timeZone),
          })}
        </SmallText>
      )}
      {takenOff && (
        <SmallText>
          {t('timeline.takenOff', {
            count: takenOff.views,
            from: moment(takenOff.from, timeZone),
            to: moment(takenOff.to, timeZone),
          })}
        </SmallText>
      )}
      {reason && <SmallText>{t('timeline.reason', { reason })}</SmallText>}
    </Item>
  );
};
