import type { ImportedDocument } from '../../../src/importer/imported-document';
import { readMarkdown } from '../../../src/importer/markdown';
import { problem } from './problem';

const reading = { timeZone: 'Asia/Ho_Chi_Minh', now: new Date('2026-01-01T00:00:00Z') };

describe('a Markdown file', () => {
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

  it('reads the times of an event in the time zone of its place', () => {
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
  ])('is refused with the line and what was expected there: %#', (text, expected) => {
    expect(problem(() => readMarkdown(text, reading))).toContain(expected);
  });
});
