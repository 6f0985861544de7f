import { Box, Button, Loader, Modal } from '@strapi/design-system';
import { Dialog } from 'newsroom-plugin-kit/admin/components/Dialog';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import { useState } from 'react';
import { useTrackerPublishingQuery, type DocumentRef } from '../api';
import { useTexts } from '../texts';
import { TimelineEntry } from './TimelineEntry';

const pageSize = 20;

interface Props {
  readonly documentRef: DocumentRef;
  /** The number of entries. */
  readonly total: number;
  readonly timeZone: string;
}

const EntriesPage = ({ documentRef, start, timeZone }: Omit<Props, 'total'> & { start: number }) => {
  const { t } = useTexts();
  const { data, isError } = useTrackerPublishingQuery(
    { ...documentRef, start, limit: pageSize },
    { refetchOnMountOrArgChange: true },
  );
  if (isError) return <SmallText>{t('panel.error')}</SmallText>;
  if (!data) return <Loader small>{t('loading')}</Loader>;
  return (
    <Box tag="ul">
      {data.data.entries.map((entry) => (
        <TimelineEntry key={`${entry.at} ${entry.action}`} entry={entry} timeZone={timeZone} />
      ))}
    </Box>
  );
};

/** A button with the dialog that it opens: all log entries of a document, newest first, 20 at a time. */
export const Timeline = ({ documentRef, total, timeZone }: Props) => {
  const { t } = useTexts();
  const [pages, setPages] = useState(1);
  return (
    <Dialog
      title={t('timeline.title')}
      closeLabel={t('close')}
      onOpenChange={() => setPages(1)}
      trigger={
        <Button variant="tertiary" size="S">
          {t('timeline.open', { count: total })}
        </Button>
      }
    >
      <Modal.Body>
        <SmallText>{t('timeline.about', { timeZone })}</SmallText>
        {Array.from({ length: pages }, (_, page) => (
          <EntriesPage key={page} documentRef={documentRef} start={page * pageSize} timeZone={timeZone} />
        ))}
        {pages * pageSize < total && (
          <Box paddingTop={4}>
            <Button variant="tertiary" onClick={() => setPages(pages + 1)}>
              {t('timeline.more')}
            </Button>
          </Box>
        )}
      </Modal.Body>
    </Dialog>
  );
};
