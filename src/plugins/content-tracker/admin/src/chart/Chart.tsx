import { Box, Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import type { Interval, SeriesPoint } from '../../../shared/answers';
import { useTexts } from '../texts';
import { barName, shortBarName } from './bar-names';
import { Bars } from './Bars';
import { colours } from './colours';
import { layOut } from './layout';
import { Legend } from './Legend';
import { SeriesTable } from './SeriesTable';
import { useChosenBar } from './useChosenBar';
import { useWidth } from './useWidth';

const Plot = styled.div`
  position: relative;
  width: 100%;
  &:focus-visible {
    outline: 2px solid ${({ theme }) => theme.colors.primary600};
    outline-offset: 4px;
    border-radius: 2px;
  }
  svg {
    display: block;
  }
  .views {
    fill: ${({ theme }) => theme.colors[colours.views]};
  }
  .unique {
    fill: ${({ theme }) => theme.colors[colours.unique]};
  }
  .line {
    stroke: ${({ theme }) => theme.colors.neutral200};
  }
  .chosen {
    fill: ${({ theme }) => theme.colors.primary100};
  }
  text {
    fill: ${({ theme }) => theme.colors.neutral600};
    font-size: 1.1rem;
  }
`;

interface Props {
  readonly bars: readonly SeriesPoint[];
  readonly interval: Interval;
  readonly timeZone: string;
  /** Of the bars, in pixels. */
  readonly height: number;
}

/**
 * Views as bars, with unique views in front of them. The keyboard stops once, as at a slider: arrow keys go from bar
 * to bar. The same numbers are below as a table.
 */
export const Chart = ({ bars, interval, timeZone, height }: Props) => {
  const texts = useTexts();
  const { t, number } = texts;
  const [element, width] = useWidth();
  const last = bars.length - 1;
  const layout = layOut({ views: bars.map(({ views }) => views), width, height, format: number });
  const { chosen, handlers } = useChosenBar(last, layout);
  const calendar = { interval, timeZone };
  const bar = chosen === undefined ? undefined : bars[chosen];
  const values =
    bar &&
    t('chart.values', {
      when: barName(bar.start, calendar, texts),
      views: bar.views,
      unique: bar.uniqueViews,
    });

  return (
    <Flex direction="column" alignItems="stretch" gap={2} width="100%">
      <Flex justifyContent="space-between" gap={2} wrap="wrap">
        <Typography variant="pi" textColor="neutral600">
          {t('chart.unit', { interval })}
        </Typography>
        <Legend />
      </Flex>
      <Plot
        ref={element}
        role="slider"
        tabIndex={0}
        aria-label={t('chart.label', { interval })}
        aria-valuemin={1}
        aria-valuemax={Math.max(1, bars.length)}
        aria-valuenow={(chosen ?? last) + 1}
        aria-valuetext={values ?? t('chart.howTo')}
        {...handlers}
      >
        <Bars
          bars={bars}
          chosen={chosen}
          layout={layout}
          names={bars.map(({ start }) => shortBarName(start, calendar, texts))}
          labelWidth={interval === 'month' ? 72 : 54}
        />
      </Plot>
      <Box minHeight="2rem" aria-hidden>
        <Typography variant="pi" textColor={bar ? 'neutral800' : 'neutral600'}>
          {values ?? t('chart.howTo')}
        </Typography>
      </Box>
      <SeriesTable rows={bars.map((one) => ({ ...one, name: barName(one.start, calendar, texts) }))} />
    </Flex>
  );
};
