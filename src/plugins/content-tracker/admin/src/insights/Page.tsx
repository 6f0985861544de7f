import { Flex } from '@strapi/design-system';
import { Page } from '@strapi/strapi/admin';
import { useSearchParams } from 'react-router-dom';
import type { Site } from '../../../shared/answers';
import { InfoPopover } from '../components/InfoPopover';
import { SitePage } from '../components/SitePage';
import { readPermissions } from '../permissions';
import { useTexts } from '../texts';
import { Filters } from './Filters';
import { MostViewedSection, TrendingSection } from './Ranking';
import { RefusalsSection } from './Refusals';
import { isComplete, queryParametersFor, readSelection, writeSelection } from './selection';
import { ViewsOverTimeSection } from './ViewsOverTime';

const Sections = ({ site }: { site: Site }) => {
  const [address, setAddress] = useSearchParams();
  const selection = readSelection(address, site);
  const parameters = queryParametersFor(selection, { timeZone: site.timeZone, nowMs: Date.now() });
  const { locale, period } = selection;
  const type = site.types.find(({ name }) => name === selection.type);
  return (
    <Flex direction="column" alignItems="stretch" gap={6}>
      <Filters
        site={site}
        selection={selection}
        onChange={(changed) => setAddress(writeSelection(changed))}
      />
      {type && isComplete(selection) && (
        <>
          <ViewsOverTimeSection parameters={parameters} />
          <MostViewedSection parameters={parameters} type={type} isCompared={period !== 'all'} />
          <TrendingSection parameters={{ type: type.name, locale }} type={type} isCompared />
          {/* Refusals are not counted by language. */}
          <RefusalsSection
            parameters={{ ...parameters, locale: undefined }}
            timeZone={site.timeZone}
            type={type}
          />
        </>
      )}
    </Flex>
  );
};

const Insights = () => {
  const { t } = useTexts();
  const about = [
    t('about.views'),
    t('about.unique'),
    t('about.imported'),
    t('about.refused'),
    t('about.minute'),
  ];
  return (
    <Page.Protect permissions={readPermissions}>
      <SitePage
        title="insights.title"
        subtitle="insights.subtitle"
        action={<InfoPopover label={t('about.label')} sentences={about} />}
      >
        {(site) => <Sections site={site} />}
      </SitePage>
    </Page.Protect>
  );
};

export default Insights;
