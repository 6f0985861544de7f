import { Flex } from '@strapi/design-system';
import { Layouts, Page } from '@strapi/strapi/admin';
import { useSearchParams } from 'react-router-dom';
import { useTrackerSiteQuery, type Site } from '../api';
import { Explained } from '../Explained';
import { readPermissions } from '../permissions';
import { useTexts } from '../texts';
import { Filters } from './Filters';
import { MostViewedSection, TrendingSection } from './Lists';
import { askedFor, isWhole, readView, writeView } from './period';
import { RefusalsSection } from './Refusals';
import { ViewsSection } from './Views';

const Sections = ({ site }: { site: Site }) => {
  const [params, setParams] = useSearchParams();
  const view = readView(params, site);
  const asked = askedFor(view, { timeZone: site.timeZone, nowMs: Date.now() });
  const { type: name, locale } = view;
  const type = site.types.find((one) => one.name === name);
  return (
    <Flex direction="column" alignItems="stretch" gap={6}>
      <Filters site={site} view={view} onChange={(next) => setParams(writeView(next))} />
      {type && isWhole(view) && (
        <>
          <ViewsSection asked={asked} />
          <MostViewedSection asked={asked} type={type} isCompared={view.period !== 'all'} />
          <TrendingSection asked={{ type: name, locale }} type={type} isCompared />
          <RefusalsSection asked={{ ...asked, locale: undefined }} timeZone={site.timeZone} />
        </>
      )}
    </Flex>
  );
};

const Insights = () => {
  const { t } = useTexts();
  const { data: site, isError } = useTrackerSiteQuery();
  if (isError) return <Page.Error />;
  if (!site) return <Page.Loading />;
  return (
    <Page.Main>
      <Page.Title>{t('insights.title')}</Page.Title>
      <Layouts.Header
        title={t('insights.title')}
        subtitle={t('insights.subtitle', { timeZone: site.timeZone })}
        secondaryAction={
          <Explained label={t('about.label')}>
            {[
              t('about.views'),
              t('about.unique'),
              t('about.imported'),
              t('about.refused'),
              t('about.minute'),
            ]}
          </Explained>
        }
      />
      <Layouts.Content>
        {site.types.length === 0 ? <Page.NoPermissions /> : <Sections site={site} />}
      </Layouts.Content>
    </Page.Main>
  );
};

const ProtectedInsights = () => (
  <Page.Protect permissions={readPermissions}>
    <Insights />
  </Page.Protect>
);

export default ProtectedInsights;
