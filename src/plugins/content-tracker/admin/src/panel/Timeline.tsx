import { Box, Button, Flex, Loader, Modal, Typography } from '@strapi/design-system';
import { useState } from 'react';
import { styled } from 'styled-components';
import { useTrackerPublishingQuery, type Entry, type Place } from '../api';
import { useTexts } from '../texts';

const Line = styled.li`
  padding: 1.2rem 0;
  border-bottom: 1px solid ${({ theme }) => theme.colors.neutral150};
  list-style: none;
`;

const Said = ({ children }: { children: string }) => (
  <Typography variant="pi" textColor="neutral600" tag="p">
    {children}
  </Typography>
);

/** Names that messages can select by. */
const kinds: Record<Entry['actor']['kind'], string> = {
  admin: 'admin',
  'api-token': 'program',
  'api-user': 'apiUser',
  import: 'import',
  system: 'system',
};

const Happened = ({ entry, timeZone }: { entry: Entry; timeZone: string }) => {
  const { t, moment } = useTexts();
  const { at, action, actor, title, before, after, reason } = entry;
  const isMoved = before.firstPublishedAt !== after.firstPublishedAt && after.firstPublishedAt !== null;
  return (
    <Line>
      <Flex justifyContent="space-between" gap={4} wrap="wrap">
        <Typography fontWeight="semiBold" textColor="neutral800">
          {t(`timeline.${action}`)}
        </Typography>
        <Typography variant="pi" textColor="neutral600" tag="time" dateTime={at}>
          {moment(at, timeZone)}
        </Typography>
      </Flex>
      <Said>
        {actor.name
          ? t('timeline.byName', { kind: kinds[actor.kind], name: actor.name })
          : t('timeline.by', { kind: kinds[actor.kind] })}
      </Said>
      {title !== null && <Said>{t('timeline.titleThen', { title })}</Said>}
      {isMoved && before.firstPublishedAt && after.firstPublishedAt && (
        <Said>
          {t('timeline.moved', {
            from: moment(before.firstPublishedAt, timeZone),
            to: moment(after.firstPublishedAt, timeZone),
          })}
        </Said>
      )}
      {reason && <Said>{t('timeline.reason', { reason })}</Said>}
    </Line>
  );
};

const pageSize = 20;

interface Props {
  readonly place: Place;
  /** How many entries there are. */
  readonly total: number;
  readonly timeZone: string;
}

const Entries = ({ place, start, timeZone }: Pick<Props, 'place' | 'timeZone'> & { start: number }) => {
  const { t } = useTexts();
  const { data, isError } = useTrackerPublishingQuery(
    { ...place, start, limit: pageSize },
    { refetchOnMountOrArgChange: true },
  );
  if (isError) return <Said>{t('panel.error')}</Said>;
  if (!data) return <Loader small>{t('loading')}</Loader>;
  return (
    <Box tag="ul">
      {data.data.entries.map((entry) => (
        <Happened key={`${entry.at} ${entry.action}`} entry={entry} timeZone={timeZone} />
      ))}
    </Box>
  );
};

/** A button that opens everything that the log knows of a document, newest first; asked for when it is opened. */
export const Timeline = ({ place, total, timeZone }: Props) => {
  const { t } = useTexts();
  const [pages, setPages] = useState(1);
  return (
    <Modal.Root onOpenChange={() => setPages(1)}>
      <Modal.Trigger>
        <Button variant="tertiary" size="S">
          {t('timeline.open', { count: total })}
        </Button>
      </Modal.Trigger>
      <Modal.Content>
        <Modal.Header closeLabel={t('close')}>
          <Modal.Title>{t('timeline.title')}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <Said>{t('timeline.about', { timeZone })}</Said>
          {Array.from({ length: pages }, (_, page) => (
            <Entries key={page} place={place} start={page * pageSize} timeZone={timeZone} />
          ))}
          {pages * pageSize < total && (
            <Box paddingTop={4}>
              <Button variant="tertiary" onClick={() => setPages(pages + 1)}>
                {t('timeline.more')}
              </Button>
            </Box>
          )}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
};
