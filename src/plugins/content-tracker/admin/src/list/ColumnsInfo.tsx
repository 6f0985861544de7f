import { useRBAC } from '@strapi/strapi/admin';
import { useParams } from 'react-router-dom';
import { useTrackerSiteQuery } from '../api';
import { InfoPopover } from '../components/InfoPopover';
import { readPermissions } from '../permissions';
import { useIsTracked } from '../strapi/tracked-types';
import { useTexts } from '../texts';

const Popover = () => {
  const { t } = useTexts();
  const { data: site } = useTrackerSiteQuery();
  return (
    <InfoPopover
      label={t('column.about')}
      sentences={[
        t('about.views'),
        t('about.firstPublished'),
        t('about.timeZone', { timeZone: site?.timeZone ?? '' }),
      ]}
    />
  );
};

/** A button above a list of tracked documents that explains the tracker's columns: their heads have no room. */
export const ColumnsInfo = () => {
  const { slug: uid = '' } = useParams();
  const isTracked = useIsTracked(uid);
  const { allowedActions } = useRBAC(readPermissions);
  return allowedActions.canRead && isTracked ? <Popover /> : null;
};
