import { FileError } from '../../../src/importer/file-error';
import type { ImportedDocument } from '../../../src/importer/imported-document';
import { readLegacyText } from '../../../src/importer/legacy-text';
import { readMarkdown } from '../../../src/importer/markdown';
import { parseTime, parseViews } from '../../../src/importer/values';

const reading = { timeZone: 'Asia/Ho_Chi_Minh', now: new Date('2026-01-01T00:00:00Z') };
const legacy = (body: string, bullets = ['07/10/2016 11:35', 'Nguyễn Thử', '8297']) =>
  `Tiêu đề\n\n${body}\n\n${bullets.map((one) => `  • ${one}`).join('\n')}\n`;

/** `line: message` of what cannot be read. */
const problem = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof FileError) return `${error.line}: ${error.message}`;
    throw error;
  }
  return 'none';
};

describe('a legacy text', () => {
  it('is a title, paragraphs, and three bullets', () => {
    const { lines: _, ...entry } = readLegacyText(legacy('Một.\n\nHai.\nBa.'), reading);
    expect(entry).toEqual({
      type: 'article',
      data: { title: 'Tiêu đề', body: 'Một.\n\nHai.\nBa.' },
      author: { name: 'Nguyễn Thử' },
      firstPublishedAt: new Date('2016-10-07T04:35:00Z'),
      views: 8297,
    });
  });

  it.each(['\r\n', '\r'])('may have other line ends', (end) => {
    expect(readLegacyText(legacy('Một.\n\nHai.').replace(/\n/g, end), reading).data.body).toBe(
      'Một.\n\nHai.',
    );
  });

  it.each([
    ['# không phải đề mục', '\\# không phải đề mục'],
    ['- không phải mục', '\\- không phải mục'],
    ['1. không phải số', '1\\. không phải số'],
    ['a * b _c_ `d` [e] <f> \\', 'a \\* b \\_c\\_ \\`d\\` \\[e] \\<f> \\\\'],
    ['1.919 nghìn tỷ – 17,3%', '1.919 nghìn tỷ – 17,3%'],
  ])('stays plain text: %s', (text, markdown) => {
    expect(readLegacyText(legacy(text), reading).data.body).toBe(markdown);
  });

  it.each([
    ['', '1: the file is empty; expected a title, paragraphs and three bullets'],
    [
      'Chỉ có tiêu đề',
      '1: the file does not end in three bullets; expected "• dd/MM/yyyy HH:mm", "• author", "• view count"',
    ],
    [legacy(''), '1: there is no text between the title and the bullets; expected paragraphs'],
    [
      legacy('Một.', ['7/10/2016', 'A', '1']),
      '5: "7/10/2016" is not a time; expected dd/MM/yyyy HH:mm, such as 07/10/2016 11:35',
    ],
    [
      legacy('Một.', ['29/02/2015 00:00', 'A', '1']),
      '5: "29/02/2015 00:00" is not a time; expected dd/MM/yyyy HH:mm, such as 07/10/2016 11:35',
    ],
    [
      legacy('Một.', ['01/01/1800 00:00', 'A', '1']),
      '5: the publication time 1799-12-31T16:53:30.000Z is too early; expected 1900 or later',
    ],
    [
      legacy('Một.', ['07/10/2016 11:35', 'A', 'nhiều']),
      '7: "nhiều" is not a view count; expected a whole number from 0 to 2147483647',
    ],
    [`${'x'.repeat(201)}\n${legacy('Một.')}`, '1: the title has 201 characters; expected at most 200'],
  ])('is refused with line and expectation', (text, expected) => {
    expect(problem(() => readLegacyText(text, reading))).toBe(expected);
  });
});

describe('values', () => {
  it.each([
    ['0', 0],
    ['8.297', 8297],
    ['1 234 567', 1234567],
    ['12,345', 12345],
  ])('read the count %s', (text, views) => expect(parseViews(text, 1)).toBe(views));

  it.each(['-1', '1.5', '82.97', '1e3', '', '2147483648', '1,2345', '1.234,567'])(
    'refuse the count %s',
    (text) => expect(() => parseViews(text, 1)).toThrow(FileError),
  );

  it('refuse a time that the clocks jumped over', () => {
    expect(problem(() => parseTime('2026-03-29 02:30', 'yyyy-MM-dd HH:mm', 4, 'Europe/Paris'))).toBe(
      '4: 2026-03-29 02:30 does not exist in Europe/Paris: the clocks were put forward',
    );
  });
});

describe('Markdown', () => {
  const article = (frontMatter: string, body = 'Nội dung.') =>
    `---\ntype: article\n${frontMatter}\n---\n${body}\n`;

  it('says in its front matter what the document is', () => {
    const { lines, ...entry }: ImportedDocument = readMarkdown(
      article(
        'title: "Đề: mục"\nlocale: en\nslug: de-muc\nfirstPublishedAt: 2016-10-07 11:35\nviews: 5\nauthor: ai-do',
      ),
      reading,
    );
    expect(entry).toEqual({
      type: 'article',
      data: { title: 'Đề: mục', body: 'Nội dung.' },
      locale: 'en',
      slug: 'de-muc',
      firstPublishedAt: new Date('2016-10-07T04:35:00Z'),
      views: 5,
      author: { slug: 'ai-do' },
    });
    expect(lines).toMatchObject({ title: 3, author: 8 });
  });

  it('keeps a number in a text as it was written', () => {
    expect(readMarkdown(article('title: 007'), reading).data.title).toBe('007');
  });

  it('reads the times of an event in the zone of its place', () => {
    const event =
      '---\ntype: event\ntitle: T\nstartsAt: 2020-01-01 09:00\ntimeZone: Asia/Tokyo\nfirstPublishedAt: 2020-01-01 09:00\n---\n';
    const { data, firstPublishedAt } = readMarkdown(event, reading);
    expect(data.startsAt).toEqual(new Date('2020-01-01T00:00:00Z'));
    expect(firstPublishedAt).toEqual(new Date('2020-01-01T02:00:00Z'));
  });

  it.each([
    ['no front matter', '1: there is no front matter; expected "---", YAML and "---" at the top of the file'],
    [article('title: [a'), '4: the front matter is not YAML: '],
    [article('titel: x'), '3: titel is not a key of an article; expected '],
    [article('summary: x'), '1: title is missing; expected "title: …" in the front matter of an article'],
    [article('title:'), '3: title is empty; expected a text, or remove the line'],
    [article('title: x', ''), '1: there is no text below the front matter; expected the article in Markdown'],
    [article('title: x\nslug: Đề mục'), '4: slug "Đề mục" is not a slug; expected '],
    [article('title: x\nviews: -1'), '4: views "-1" is not a view count; expected '],
    [article('title: x\nviews: many'), '4: views "many" is not a view count; expected '],
    [
      article('title: x\nfirstPublishedAt: yesterday'),
      '4: "yesterday" is not a time; expected yyyy-MM-dd HH:mm',
    ],
    [
      article('title: x\nfirstPublishedAt: 2030-01-01 00:00'),
      '4: the publication time 2029-12-31T17:00:00.000Z is in the future',
    ],
    [
      article('title: x\nseo:\n  keywords: y'),
      '5: keywords is not a key of seo; expected metaTitle, metaDescription',
    ],
    [
      article('title: x\nseo:\n  metaTitle: 007\n  metaDescription:'),
      '6: metaDescription is empty; expected',
    ],
    [article('title: x\nconstructor: y'), '4: constructor is not a key of an article'],
    ['---\ntype: page\n---\n', '2: type "page" is not known; expected article, event or author'],
    ['---\ntitle: x\n---\n', '1: there is no type; expected article, event or author'],
    [
      '---\ntype: event\ntitle: x\nstartsAt: 2020-01-01 09:00\ntimeZone: Hanoi\n---\n',
      '5: timeZone "Hanoi" is not known; expected ',
    ],
  ])('is refused with line and expectation: %#', (text, expected) => {
    expect(problem(() => readMarkdown(text, reading))).toContain(expected);
  });
});
