import { Layouts, Page } from '@strapi/strapi/admin';
import type { ReactNode } from 'react';
import type { Site } from '../../../shared/answers';
import { useTrackerSiteQuery } from '../api';
import { useTexts, type TextId } from '../texts';

interface Props {
  readonly title: TextId;
  /** Is told the time zone of the site. */
  readonly subtitle: TextId;
  readonly action?: ReactNode;
  readonly children: (site: Site) => ReactNode;
}

/** A page of the menu. The site tells which types one may read: without any there is nothing to see. */
export const SitePage = ({ title, subtitle, action, children }: Props) => {
  const { t } = useTexts();
  const { data: site, isError } = useTrackerSiteQuery();
  if (isError) return <Page.Error />;
  if (!site) return <Page.Loading />;
  return (
    <Page.Main>
      <Page.Title>{t(title)}</Page.Title>
      <Layouts.Header
        title={t(title)}
        subtitle={t(subtitle, { timeZone: site.timeZone })}
        secondaryAction={action}
      />
      <Layouts.Content>{site.types.length === 0 ? <Page.NoPermissions /> : children(site)}</Layouts.Content>
    </Page.Main>
  );
};
