import { unstable_useDocumentLayout as useDocumentLayout, useRBAC } from '@strapi/strapi/admin';
import { useParams } from 'react-router-dom';
import { useTrackerSiteQuery } from '../api';
import { Explained } from '../Explained';
import { readPermissions } from '../permissions';
import { useTexts } from '../texts';
import { isTracked } from './columns';

const About = () => {
  const { t } = useTexts();
  const { data: site } = useTrackerSiteQuery();
  return (
    <Explained label={t('column.about')}>
      {[t('about.views'), t('about.firstPublished'), t('about.timeZone', { timeZone: site?.timeZone ?? '' })]}
    </Explained>
  );
};

/** Beside the list's settings: what the columns mean, as their heads have no room for it. */
export const AboutColumns = () => {
  const { slug = '' } = useParams();
  const { list } = useDocumentLayout(slug);
  const { allowedActions } = useRBAC(readPermissions);
  return allowedActions.canRead && isTracked(list) ? <About /> : null;
};
