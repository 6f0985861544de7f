import { Flex, Loader, Typography } from '@strapi/design-system';
import { isForbidden } from 'newsroom-plugin-kit/admin/requests';
import { dayIn } from 'newsroom-plugin-kit/admin/wall-clock';
import { useEffect } from 'react';
import {
  useTrackerDocumentQuery,
  useTrackerPublishingQuery,
  useTrackerSiteQuery,
  type DocumentRef,
} from '../api';
import { useTexts } from '../texts';
import { PublishingDates } from './PublishingDates';
import { ScheduledLines } from './ScheduledLines';
import { ViewsSummary } from './ViewsSummary';

const Message = ({ children }: { children: string }) => (
  <Typography variant="omega" textColor="neutral600" tag="p">
    {children}
  </Typography>
);

/** Days in the chart, today included. */
const chartDays = 30;

interface DocumentProps {
  readonly documentRef: DocumentRef;
  readonly timeZone: string;
  /** Differs after each change of the document; the numbers are then loaded again. */
  readonly version: string;
  readonly mayBackdate: boolean;
  readonly mayTakeOff: boolean;
}

const useDocument = ({ documentRef, timeZone, version }: DocumentProps) => {
  const from = dayIn(Date.now(), timeZone, chartDays - 1);
  const options = { refetchOnMountOrArgChange: true };
  const views = useTrackerDocumentQuery({ ...documentRef, from }, options);
  const publishing = useTrackerPublishingQuery({ ...documentRef, start: 0, limit: 1 }, options);
  const { refetch: refetchPublishing } = publishing;
  const { refetch: refetchViews } = views;
  useEffect(() => {
    void refetchPublishing();
    void refetchViews();
  }, [version, refetchPublishing, refetchViews]);
  return { views, publishing };
};

const DocumentContent = (props: DocumentProps) => {
  const { t } = useTexts();
  const { views, publishing } = useDocument(props);
  const error = publishing.error ?? views.error;
  // A role with access to its own documents only is refused a language that does not exist yet: it has no author.
  if (isForbidden(error)) return <Message>{t('panel.unpublished')}</Message>;
  if (error) return <Message>{t('panel.error')}</Message>;
  if (!publishing.data || !views.data) return <Loader small>{t('loading')}</Loader>;
  if (publishing.data.data.timesPublished === 0) return <Message>{t('panel.unpublished')}</Message>;
  return (
    <Flex direction="column" alignItems="stretch" gap={5} width="100%">
      <ViewsSummary views={views.data.data} asOf={views.data.meta.asOf} />
      <PublishingDates
        documentRef={props.documentRef}
        dates={publishing.data.data}
        entryCount={publishing.data.meta.total}
        timeZone={props.timeZone}
        mayBackdate={props.mayBackdate}
        mayTakeOff={props.mayTakeOff}
      />
    </Flex>
  );
};

interface Props extends Pick<DocumentProps, 'version' | 'mayBackdate' | 'mayTakeOff'> {
  readonly uid: string;
  /** `undefined` or `create` for a document that is not saved yet. */
  readonly documentId: string | undefined;
  readonly locale: string | undefined;
}

/** The panel's content; its code is loaded when a tracked document is opened. */
const PanelContent = ({ uid, documentId, locale, ...props }: Props) => {
  const { t } = useTexts();
  const { data: site, isError } = useTrackerSiteQuery();
  if (isError) return <Message>{t('panel.error')}</Message>;
  if (!site) return <Loader small>{t('loading')}</Loader>;
  const type = site.types.find((one) => one.uid === uid);
  if (!type) return <Message>{t('noPermission')}</Message>;
  if (!documentId || documentId === 'create') return <Message>{t('panel.unpublished')}</Message>;
  const documentRef = {
    type: type.name,
    documentId,
    locale: type.isLocalized ? (locale ?? site.defaultLocale) : undefined,
  };
  return (
    <Flex direction="column" alignItems="stretch" gap={4} width="100%">
      <ScheduledLines documentRef={documentRef} version={props.version} />
      <DocumentContent {...props} documentRef={documentRef} timeZone={site.timeZone} />
    </Flex>
  );
};

export default PanelContent;
