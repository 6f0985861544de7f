const two = (value: number): string => String(value).padStart(2, '0');

/** A moment on this computer's clock, as `<input type="datetime-local">` has it: `2016-10-07T11:35`. */
export const toInput = (at: Date): string => {
  const day = [String(at.getFullYear()).padStart(4, '0'), two(at.getMonth() + 1), two(at.getDate())].join(
    '-',
  );
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
};

/** The moment that such a field means; `undefined` while it is not filled in. */
export const fromInput = (value: string): Date | undefined => {
  const at = new Date(value);
  return value === '' || Number.isNaN(at.getTime()) ? undefined : at;
};
