import { Flex, Loader, Typography } from '@strapi/design-system';
import { useEffect } from 'react';
import {
  isForbidden,
  useTrackerDocumentQuery,
  useTrackerPublishingQuery,
  useTrackerSiteQuery,
  type Site,
} from '../api';
import { useTexts } from '../texts';
import { dayIn } from '../zone';
import { PublishingDates } from './PublishingDates';
import { Views } from './Views';

interface Props {
  readonly uid: string;
  readonly documentId: string | undefined;
  readonly locale: string | undefined;
  /** Changes whenever the document does. */
  readonly version: string;
  readonly mayCorrect: boolean;
}

const Message = ({ children }: { children: string }) => (
  <Typography variant="omega" textColor="neutral600" tag="p">
    {children}
  </Typography>
);

const daysShown = 30;

const OfDocument = ({ site, type, ...props }: Props & { documentId: string; site: Site; type: string }) => {
  const { t } = useTexts();
  const { documentId, version, mayCorrect } = props;
  const place = { type, documentId, locale: props.locale };
  const from = dayIn(Date.now(), site.timeZone, daysShown - 1);
  const fresh = { refetchOnMountOrArgChange: true };
  const views = useTrackerDocumentQuery({ ...place, from }, fresh);
  const publishing = useTrackerPublishingQuery({ ...place, start: 0, limit: 1 }, fresh);
  const { refetch: refetchPublishing } = publishing;
  const { refetch: refetchViews } = views;
  useEffect(() => {
    void refetchPublishing();
    void refetchViews();
  }, [version, refetchPublishing, refetchViews]);

  const error = publishing.error ?? views.error;
  // A language that is not there yet is nobody's own: who may read his own documents only is refused it.
  if (isForbidden(error)) return <Message>{t('panel.unpublished')}</Message>;
  if (error) return <Message>{t('panel.error')}</Message>;
  if (!publishing.data || !views.data) return <Loader small>{t('loading')}</Loader>;
  if (publishing.data.data.timesPublished === 0) return <Message>{t('panel.unpublished')}</Message>;
  return (
    <Flex direction="column" alignItems="stretch" gap={5} width="100%">
      <Views views={views.data.data} asOf={views.data.meta.asOf} />
      <PublishingDates
        place={place}
        publishing={publishing.data.data}
        entries={publishing.data.meta.total}
        timeZone={site.timeZone}
        mayCorrect={mayCorrect}
      />
    </Flex>
  );
};

/** The panel's content, loaded when a tracked document is opened. */
const Content = (props: Props) => {
  const { t } = useTexts();
  const { data: site, isError } = useTrackerSiteQuery();
  if (isError) return <Message>{t('panel.error')}</Message>;
  if (!site) return <Loader small>{t('loading')}</Loader>;
  const { documentId } = props;
  const type = site.types.find(({ uid }) => uid === props.uid);
  if (!type) return <Message>{t('noPermission')}</Message>;
  if (!documentId || documentId === 'create') return <Message>{t('panel.unpublished')}</Message>;
  const locale = type.isLocalized ? (props.locale ?? site.defaultLocale) : undefined;
  return <OfDocument {...props} documentId={documentId} locale={locale} site={site} type={type.name} />;
};

export default Content;
