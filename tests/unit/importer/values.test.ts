import { FileError } from '../../../src/importer/file-error';
import { parseTime, parseViews } from '../../../src/importer/values';
import { problem } from './problem';

describe('values in imported files', () => {
  it.each([
    ['0', 0],
    ['8.297', 8297],
    ['1 234 567', 1234567],
    ['12,345', 12345],
  ])('accept the view count %s', (text, views) => expect(parseViews(text, 1)).toBe(views));

  it.each(['-1', '1.5', '82.97', '1e3', '', '2147483648', '1,2345', '1.234,567'])(
    'refuse the view count %s',
    (text) => expect(() => parseViews(text, 1)).toThrow(FileError),
  );

  it('refuse a time that does not exist because the clocks were put forward', () => {
    expect(problem(() => parseTime('2026-03-29 02:30', 'yyyy-MM-dd HH:mm', 4, 'Europe/Paris'))).toBe(
      '4: 2026-03-29 02:30 does not exist in Europe/Paris: the clocks were put forward',
    );
  });
});
