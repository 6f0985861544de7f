import { Box, Flex, Typography } from '@strapi/design-system';
import type { DocumentViews } from '../api';
import { Chart } from '../chart/Chart';
import { Explained } from '../Explained';
import { useTexts } from '../texts';

const Figure = ({ label, value }: { label: string; value: string }) => (
  <Box>
    <Typography variant="pi" textColor="neutral600" tag="p">
      {label}
    </Typography>
    <Typography variant="beta" textColor="neutral800" tag="p">
      {value}
    </Typography>
  </Box>
);

/** How often a document was read: in all, and day by day of late. */
export const Views = ({ views, asOf }: { views: DocumentViews; asOf: string }) => {
  const { t, number, time } = useTexts();
  const { total, series, interval, timeZone } = views;
  return (
    <Flex direction="column" alignItems="stretch" gap={3}>
      <Flex justifyContent="space-between" alignItems="flex-start" gap={2}>
        <Figure label={t('chart.views')} value={number(total.views)} />
        <Figure label={t('chart.uniqueShort')} value={number(total.uniqueViews)} />
        <Explained label={t('about.label')}>
          {[
            t('about.views'),
            t('about.unique'),
            t('about.imported'),
            t('about.asOf', { time: time(asOf, timeZone), timeZone }),
          ]}
        </Explained>
      </Flex>
      {total.importedViews > 0 && (
        <Typography variant="pi" textColor="neutral600" tag="p">
          {t('panel.imported', { count: total.importedViews })}
        </Typography>
      )}
      <Typography variant="pi" fontWeight="semiBold" textColor="neutral800" tag="h3">
        {t('panel.last30', { count: views.views })}
      </Typography>
      <Chart bars={series} interval={interval} timeZone={timeZone} height={96} />
    </Flex>
  );
};
