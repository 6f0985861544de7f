import { roundUp } from './axis';

/** Room above the bars and below them, in pixels. */
export const topMargin = 6;
export const axisHeight = 18;

interface Options {
  /** Views of each bar. */
  readonly views: readonly number[];
  /** Of the whole chart and of the bars, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly format: (value: number) => string;
}

/** The places of everything in a chart, in pixels from its top left corner. */
export const layOut = ({ views, width, height, format }: Options) => {
  const most = roundUp(Math.max(0, ...views));
  // Digits of the axis labels are about 7 pixels wide.
  const left = 8 + 7 * format(most).length;
  const plotWidth = Math.max(0, width - left);
  const step = plotWidth / Math.max(1, views.length);
  const barWidth = Math.max(1, Math.min(40, step * 0.72));
  const bottom = topMargin + height;
  return {
    width,
    left,
    bottom,
    plotWidth,
    /** Width of a bar with the space around it. */
    step,
    barWidth,
    ticks: [0, most / 2, most],
    yOf: (count: number): number => topMargin + (1 - count / most) * height,
    xOf: (index: number): number => left + index * step,
    /** The bar at a distance from the left edge; `undefined` beside all bars. */
    indexAt: (x: number): number | undefined => {
      const index = Math.floor((x - left) / step);
      return index >= 0 && index < views.length ? index : undefined;
    },
  };
};

export type Layout = ReturnType<typeof layOut>;
