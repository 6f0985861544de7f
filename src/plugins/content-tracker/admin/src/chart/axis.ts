/** The end of the vertical axis: at least `most`, and half of it is a whole number. 2, 4, 10, 12, 16, 20 … */
export const roundUp = (most: number): number => {
  if (most <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].find((step) => step * power >= most) ?? 10;
  const rounded = Math.ceil(factor * power);
  return rounded % 2 === 0 ? rounded : rounded + 1;
};

/**
 * Indexes of the bars that have a label below them, so that labels do not overlap.
 * @param count of all bars
 * @param width of the plot, in pixels like `labelWidth`
 */
export const labelledBars = (count: number, width: number, labelWidth: number): number[] => {
  const most = Math.max(2, Math.floor(width / labelWidth));
  const step = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
};
