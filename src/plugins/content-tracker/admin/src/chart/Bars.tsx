import type { SeriesPoint } from '../../../shared/answers';
import { useTexts } from '../texts';
import { labelledBars } from './axis';
import { axisHeight, topMargin, type Layout } from './layout';

interface BarProps {
  readonly bar: SeriesPoint;
  readonly index: number;
  readonly layout: Layout;
}

/** Unique views are drawn in front of views: they are never more. */
const Bar = ({ bar, index, layout: { xOf, yOf, step, barWidth, bottom } }: BarProps) => {
  const x = xOf(index) + (step - barWidth) / 2;
  const counts = [
    ['views', bar.views],
    ['unique', bar.uniqueViews],
  ] as const;
  return (
    <g>
      {counts.map(([name, count]) => (
        <rect
          key={name}
          className={name}
          x={x}
          width={barWidth}
          y={yOf(count)}
          height={bottom - yOf(count)}
        />
      ))}
    </g>
  );
};

const Grid = ({ layout: { ticks, left, width, yOf } }: { layout: Layout }) => {
  const { number } = useTexts();
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className="line" x1={left} x2={width} y1={yOf(tick)} y2={yOf(tick)} />
          <text x={left - 6} y={yOf(tick) + 4} textAnchor="end">
            {number(tick)}
          </text>
        </g>
      ))}
    </>
  );
};

interface AxisProps {
  readonly names: readonly string[];
  readonly labelWidth: number;
  readonly layout: Layout;
}

const Axis = ({ names, labelWidth, layout: { xOf, plotWidth, left, width, bottom } }: AxisProps) => (
  <>
    {labelledBars(names.length, plotWidth, labelWidth).map((index) => (
      <text
        key={index}
        // The first and the last label stay inside the chart.
        x={Math.min(Math.max(xOf(index + 0.5), left + 14), width - 16)}
        y={bottom + 14}
        textAnchor="middle"
      >
        {names[index]}
      </text>
    ))}
  </>
);

interface Props extends AxisProps {
  readonly bars: readonly SeriesPoint[];
  readonly chosen: number | undefined;
}

/** The drawing of a chart. It is hidden from screen readers, which get the same as a value and as a table. */
export const Bars = ({ bars, chosen, layout, ...axis }: Props) => (
  <svg width={layout.width} height={layout.bottom + axisHeight} aria-hidden focusable="false">
    <Grid layout={layout} />
    {chosen !== undefined && (
      <rect
        className="chosen"
        x={layout.xOf(chosen)}
        y={topMargin}
        width={layout.step}
        height={layout.bottom - topMargin}
      />
    )}
    {bars.map((bar, index) => (
      <Bar key={bar.start} bar={bar} index={index} layout={layout} />
    ))}
    {layout.width > 0 && <Axis {...axis} layout={layout} />}
  </svg>
);
