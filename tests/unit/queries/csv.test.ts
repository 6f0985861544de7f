import { toCsv } from '../../../src/plugins/content-tracker/server/src/queries/csv';

const cellOf = (value: unknown): string => toCsv(['a'], [[value]]).slice('\ufeffa\r\n'.length, -2);

describe('a cell of a CSV file', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@x', "'@x"],
    ['  =1+1', "'  =1+1"],
    ['\tx', `"'\tx"`],
    ["x;=cmd|'/C calc'!A0;", `"x;'=cmd|'/C calc'!A0;"`],
    ['x\t=1', `"x\t'=1"`],
    ['x\n=1', `"x\n'=1"`],
    ['x; ＝1', `"x;' ＝1"`],
    ['＝1', "'＝1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠x', "'＠x"],
  ])('is no formula in any place where a spreadsheet would begin one: %j', (value, cell) => {
    expect(cellOf(value)).toBe(cell);
  });

  it.each([
    ['Giá xăng - tăng = giảm', 'Giá xăng - tăng = giảm'],
    ['a@b.vn', 'a@b.vn'],
    ['Hà Nội, "thủ đô"', '"Hà Nội, ""thủ đô"""'],
    [-5, '-5'],
    [null, ''],
  ])('without a formula is only quoted where CSV needs it: %j', (value, cell) => {
    expect(cellOf(value)).toBe(cell);
  });
});

it('a table is written with a byte order mark, CRLF, quotes, and no cell that is a formula', () => {
  expect(toCsv(['title'], [['=1+1'], ['a "b", c'], [-3]])).toBe(
    `\ufefftitle\r\n'=1+1\r\n"a ""b"", c"\r\n-3\r\n`,
  );
});
