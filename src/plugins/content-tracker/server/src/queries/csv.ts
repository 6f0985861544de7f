/** What begins a formula, where a cell begins: many spreadsheets begin one at a semicolon, tab or line break too. */
const formula = /(^|[;\t\r\n])(?=[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])|^(?=[\t\r])/g;

/** A cell that a spreadsheet takes for text, whatever it begins with. */
const toCell = (value: unknown): string => {
  const text = String(value ?? '');
  const harmless = typeof value === 'string' ? text.replace(formula, "$1'") : text;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless;
};

/** Rows as RFC 4180 has them, the first one with the names of the columns. */
export const toCsv = (columns: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  // With a byte-order mark, without which spreadsheets take UTF-8 for something else.
  `\ufeff${[columns, ...rows].map((row) => row.map(toCell).join(',')).join('\r\n')}\r\n`;
