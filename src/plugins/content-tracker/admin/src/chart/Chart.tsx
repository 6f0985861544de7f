import { Box, Flex, Typography } from '@strapi/design-system';
import { useState } from 'react';
import { styled } from 'styled-components';
import type { Bar, Interval } from '../api';
import { useTexts, type Texts } from '../texts';
import { labelled, roundUp } from './scale';
import { SeriesTable } from './SeriesTable';
import { useWidth } from './useWidth';

interface Props {
  readonly bars: readonly Bar[];
  readonly interval: Interval;
  readonly timeZone: string;
  readonly height: number;
}

/** The first is the same in both themes: each is 3:1 or more against the card, and against the other. */
const colours = { views: 'buttonPrimary500', unique: 'neutral800' } as const;

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

const Swatch = styled.span<{ $color: (typeof colours)[keyof typeof colours] }>`
  display: inline-block;
  width: 1rem;
  height: 1rem;
  border-radius: 2px;
  background: ${({ theme, $color }) => theme.colors[$color]};
`;

const axisHeight = 18;
const top = 6;

/** What a bar stands for: an hour, a day, the week or month that begins then. */
const nameOf = (
  { start }: Bar,
  { interval, timeZone }: Pick<Props, 'interval' | 'timeZone'>,
  texts: Texts,
) => {
  const { t, moment, date, month } = texts;
  if (interval === 'hour') return moment(start, timeZone);
  if (interval === 'week') return t('chart.weekOf', { day: date(start, timeZone) });
  return interval === 'month' ? month(start, timeZone) : date(start, timeZone);
};

const shortNameOf = (
  { start }: Bar,
  { interval, timeZone }: Pick<Props, 'interval' | 'timeZone'>,
  texts: Texts,
) => {
  if (interval === 'hour') return texts.time(start, timeZone);
  return interval === 'month' ? texts.month(start, timeZone) : texts.dayOnly(start, timeZone);
};

const Legend = () => {
  const { t } = useTexts();
  return (
    <Flex gap={3} wrap="wrap">
      {(['views', 'uniqueShort'] as const).map((series) => (
        <Flex key={series} gap={1}>
          <Swatch $color={series === 'views' ? colours.views : colours.unique} />
          <Typography variant="pi" textColor="neutral600">
            {t(`chart.${series}`)}
          </Typography>
        </Flex>
      ))}
    </Flex>
  );
};

const keys: Record<string, (chosen: number, last: number) => number> = {
  ArrowLeft: (chosen) => Math.max(0, chosen - 1),
  ArrowRight: (chosen, last) => Math.min(last, chosen + 1),
  ArrowDown: (chosen) => Math.max(0, chosen - 1),
  ArrowUp: (chosen, last) => Math.min(last, chosen + 1),
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * Views as bars, unique views before them. One stop for the keyboard, whose arrows go from bar to bar;
 * the same numbers are in a table for whoever prefers to read them.
 */
export const Chart = ({ bars, interval, timeZone, height }: Props) => {
  const texts = useTexts();
  const { t, number } = texts;
  const [element, width] = useWidth();
  const [chosen, setChosen] = useState<number>();
  const last = bars.length - 1;
  const most = roundUp(Math.max(0, ...bars.map(({ views }) => views)));
  const left = 8 + 7 * number(most).length;
  const plotWidth = Math.max(0, width - left);
  const step = plotWidth / Math.max(1, bars.length);
  const barWidth = Math.max(1, Math.min(40, step * 0.72));
  const yOf = (views: number) => top + (1 - views / most) * height;
  const shown = chosen === undefined ? undefined : bars[chosen];
  const valuesOf = (bar: Bar) =>
    t('chart.values', {
      when: nameOf(bar, { interval, timeZone }, texts),
      views: bar.views,
      unique: bar.uniqueViews,
    });

  const choose = (clientX: number, plot: HTMLElement): void => {
    const index = Math.floor((clientX - plot.getBoundingClientRect().left - left) / step);
    setChosen(index >= 0 && index <= last ? index : undefined);
  };

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
        aria-valuetext={shown ? valuesOf(shown) : t('chart.howTo')}
        onFocus={() => setChosen((before) => before ?? last)}
        onBlur={() => setChosen(undefined)}
        onMouseMove={(event) => choose(event.clientX, event.currentTarget)}
        onMouseLeave={() => setChosen(undefined)}
        onKeyDown={(event) => {
          const move = keys[event.key];
          if (!move) return;
          event.preventDefault();
          setChosen(move(chosen ?? last, last));
        }}
      >
        <svg width={width} height={height + top + axisHeight} aria-hidden focusable="false">
          {[0, most / 2, most].map((tick) => (
            <g key={tick}>
              <line className="line" x1={left} x2={width} y1={yOf(tick)} y2={yOf(tick)} />
              <text x={left - 6} y={yOf(tick) + 4} textAnchor="end">
                {number(tick)}
              </text>
            </g>
          ))}
          {chosen !== undefined && (
            <rect className="chosen" x={left + chosen * step} y={top} width={step} height={height} />
          )}
          {bars.map(({ start, views, uniqueViews }, index) => {
            const x = left + index * step + (step - barWidth) / 2;
            return (
              <g key={start}>
                <rect
                  className="views"
                  x={x}
                  width={barWidth}
                  y={yOf(views)}
                  height={top + height - yOf(views)}
                />
                <rect
                  className="unique"
                  x={x}
                  width={barWidth}
                  y={yOf(uniqueViews)}
                  height={top + height - yOf(uniqueViews)}
                />
              </g>
            );
          })}
          {width > 0 &&
            labelled(bars.length, plotWidth, interval === 'month' ? 72 : 54).map((index) => (
              <text
                key={index}
                x={Math.min(Math.max(left + (index + 0.5) * step, left + 14), width - 16)}
                y={top + height + 14}
                textAnchor="middle"
              >
                {shortNameOf(bars[index] as Bar, { interval, timeZone }, texts)}
              </text>
            ))}
        </svg>
      </Plot>
      <Box minHeight="2rem" aria-hidden>
        <Typography variant="pi" textColor={shown ? 'neutral800' : 'neutral600'}>
          {shown ? valuesOf(shown) : t('chart.howTo')}
        </Typography>
      </Box>
      <SeriesTable rows={bars.map((bar) => ({ ...bar, name: nameOf(bar, { interval, timeZone }, texts) }))} />
    </Flex>
  );
};
