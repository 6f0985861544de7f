import Database from 'better-sqlite3';
import { readFile } from '../../../src/importer/file';
import { cleanLine, cleanMarkdown, cleanQuery, cleanText } from '../../../src/text/clean';
import { foldCaseAsUnicode } from '../../../src/text/sqlite';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

describe('text on one line', () => {
  it.each([
    ['decomposed letters', 'Hà Nội mùa thu'.normalize('NFD'), 'Hà Nội mùa thu'],
    ['spaces of any kind', '\u00a0Hà\u2003Nội\u202f mùa\u3000thu\t', 'Hà Nội  mùa thu'],
    ['line ends', 'Hà\r\nNội\u2028mùa\u0085thu', 'Hà Nội mùa thu'],
    ['what nobody sees', 'Nguyễn\u200b Hương\ufeff\u00ad\u200e\u2066', 'Nguyễn Hương'],
    ['control characters', 'Hà\u0000 Nội\u0007\u001b', 'Hà Nội'],
    ['entities', 'Công &amp; Thương &#8220;mới&#8221; &eacute;', 'Công & Thương “mới” é'],
    ['entities in entities', 'A &amp;amp; B', 'A & B'],
    ['what only looks like an entity', 'AT&T, R&D; &copy, &nosuch;', 'AT&T, R&D; &copy, &nosuch;'],
    ['a family, a flag and a skin', '👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👍🏽', '👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👍🏽'],
    ['joiners between letters', 'a\u200db\u200c', 'ab'],
  ])('is cleaned of %s, and clean text stays', (_, text, clean) => {
    expect(cleanLine(text)).toBe(clean);
    expect(cleanLine(clean)).toBe(clean);
  });
});

it('entities that hide each other are decoded, and end', () => {
  expect(cleanLine('A &am\u00adp; B')).toBe('A & B');
  const began = Date.now();
  cleanLine(`&${'amp;'.repeat(100_000)}`);
  expect(Date.now() - began).toBeLessThan(1_000);
});

it('text of several lines keeps its lines, Markdown its entities too', () => {
  const text = 'Một&nbsp;hai\r\n\r\n\tba\u00a0bốn &lt;b&gt;';
  expect(cleanText(text)).toBe('Một hai\n\n\tba bốn <b>');
  expect(cleanMarkdown(text)).toBe('Một&nbsp;hai\n\n\tba bốn &lt;b&gt;');
});

it('what is searched for keeps its ends', () => {
  expect(cleanQuery(`${'à'.normalize('NFD')} Nội\u200b\u00a0`)).toBe('à Nội ');
});

describe("SQLite's own functions", () => {
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

describe('a file of the importer', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'newsroom-text-'));
  afterAll(() => fs.rmSync(folder, { recursive: true }));
  const reading = { timeZone: 'Asia/Ho_Chi_Minh', now: new Date('2026-11-26T00:00:00Z') };
  const read = (name: string, text: string) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    return readFile(file, reading).document;
  };
  const markdown = (line: string) => `---\ntype: article\n${line}\nviews: 12\n---\n\nNội dung.`;

  it('may have any kind of space and invisible characters in its bullets', () => {
    const entry = read(
      'a.txt',
      'Công &amp; Thương\n\nA &lt;b&gt; &amp;copy; B\n\n•\u00a007/10/2016\u00a011:35\n• Nguyễn Hương\u200b\n• 8\u202f297\n',
    );
    expect(entry).toMatchObject({
      data: { title: 'Công & Thương', body: 'A \\<b> \\&copy; B' },
      author: { name: 'Nguyễn Hương' },
      firstPublishedAt: new Date('2016-10-07T04:35:00.000Z'),
      views: 8297,
    });
  });

  it.each([
    ['title: Bài #1 của năm', '#1 của năm'],
    ['title: !Nóng trong ngày', '!Nóng trong ngày'],
    ['title: &Co bài', '&Co bài'],
    ['title: "Bài" # và nữa', '# và nữa'],
    ['title: !!int Bài', '!!int Bài'],
  ])('whose text YAML would lose is refused with its line: %s', (line, lost) => {
    expect(() => read('b.md', markdown(line))).toThrow(
      `YAML would lose text at "${lost}"; expected the whole value in quotes`,
    );
    try {
      read('b.md', markdown(line));
    } catch (error) {
      expect((error as { line: number }).line).toBe(3);
    }
  });

  it.each([
    ['title: "Bài #1 của năm"', 'Bài #1 của năm'],
    ["title: 'Bài #1'", 'Bài #1'],
    ['title: Bài C#1', 'Bài C#1'],
    ['# một chú thích\ntitle: Bài', 'Bài'],
    ['title: Tin & ảnh!', 'Tin & ảnh!'],
    ['title: 007', '007'],
    ['title: 1.0', '1.0'],
    ['title: "Công &amp; Thương"', 'Công & Thương'],
  ])('keeps all of: %s', (line, title) => {
    expect(read('c.md', markdown(line)).data.title).toBe(title);
  });
});
