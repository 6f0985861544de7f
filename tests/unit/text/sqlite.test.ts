import Database from 'better-sqlite3';
import { foldCaseAsUnicode } from '../../../src/text/sqlite';

describe('lower() and LIKE on SQLite', () => {
  const db = new Database(':memory:');
  foldCaseAsUnicode(db as never);
  const one = (sql: string, ...values: unknown[]): unknown =>
    db
      .prepare(sql)
      .pluck()
      .get(...values);
  afterAll(() => db.close());

  it.each([
    ['ĐIỆN ỔN ĐỊNH', 'điện ổn định'],
    ['İ', 'i̇'],
    [null, null],
    [5, '5'],
  ])('lower(%j)', (value, lower) => expect(one('select lower(?)', value)).toBe(lower));

  it.each([
    ['Điện ổn định về xóm', '%điện ổn%', '', 1],
    ['Điện ổn định về xóm', '%ĐIỆN ỔN%', '', 1],
    ['Điện ổn định về xóm', '%dien on%', '', 0],
    ['Điện', 'điện', '', 1],
    ['Điện', 'đi', '', 0],
    ['Điện', 'đi%', '', 1],
    ['Điện', '%ỆN', '', 1],
    ['Điện', 'đ__n', '', 1],
    ['Điện', 'đ_n', '', 0],
    ['a\nb', 'a%b', '', 1],
    ['100%', '100\\%', '\\', 1],
    ['1000', '100\\%', '\\', 0],
    ['giảm 50%', '%50\\%%', '\\', 1],
    ['a_b', '%a\\_b%', '\\', 1],
    ['axb', '%a\\_b%', '\\', 0],
    ['(a+b)', '%(A+B)%', '', 1],
    ['a-b:c/d', 'a-b%', '', 1],
    ['plugin::x.y', 'plugin::x%', '', 1],
    ['a.c', 'a.c', '', 1],
    ['abc', 'a.c', '', 0],
    [null, '%', '', null],
    [2016, '20%', '', 1],
  ])('%j like %j escape %j', (value, pattern, escape, found) => {
    const clause = escape === '' ? '' : ` escape '${escape}'`;
    expect(one(`select ? like ?${clause}`, value, pattern)).toBe(found);
  });
});
