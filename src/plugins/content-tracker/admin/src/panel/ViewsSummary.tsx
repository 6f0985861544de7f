import { Box, Flex, Typography } from '@strapi/design-system';
import { SmallText } from 'newsroom-plugin-kit/admin/components/SmallText';
import type { DocumentViews } from '../../../shared/answers';
import { Chart } from '../chart/Chart';
import { InfoPopover } from '../components/InfoPopover';
import { useTexts } from '../texts';

const Figure = ({ label, value }: { label: string; value: string }) => (
  <Box>
    <SmallText>{label}</SmallText>
    <Typography variant="beta" textColor="neutral800" tag="p">
      {value}
    </Typography>
  </Box>
);

/** The views of a document: all of them as numbers, the last days as a chart. */
export const ViewsSummary = ({ views, asOf }: { views: DocumentViews; asOf: string }) => {
  const { t, number, time } = useTexts();
  const { total, series, interval, timeZone } = views;
  return (
    <Flex direction="column" alignItems="stretch" gap={3}>
      <Flex justifyContent="space-between" alignItems="flex-start" gap={2}>
        <Figure label={t('chart.views')} value={number(total.views)} />
        <Figure label={t('chart.uniqueShort')} value={number(total.uniqueViews)} />
        <InfoPopover
          label={t('about.label')}
          sentences={[
            t('about.views'),
            t('about.unique'),
            t('about.imported'),
            t('about.asOf', { time: time(asOf, timeZone), timeZone }),
          ]}
        />
      </Flex>
      {total.importedViews > 0 && (
        <SmallText>{t('panel.imported', { count: total.importedViews })}</SmallText>
      )}
      <Typography variant="pi" fontWeight="semiBold" textColor="neutral800" tag="h3">
        {t('panel.last30', { count: views.views })}
      </Typography>
      <Chart bars={series} interval={interval} timeZone={timeZone} height={96} />
    </Flex>
  );
};
