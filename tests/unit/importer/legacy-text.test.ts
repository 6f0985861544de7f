import { readLegacyText } from '../../../src/importer/legacy-text';
import { problem } from './problem';

const reading = { timeZone: 'Asia/Ho_Chi_Minh', now: new Date('2026-01-01T00:00:00Z') };

const legacy = (body: string, bullets = ['07/10/2016 11:35', 'Nguyễn Thử', '8297']) =>
  `Tiêu đề\n\n${body}\n\n${bullets.map((one) => `  • ${one}`).join('\n')}\n`;

describe('a legacy text', () => {
  it('is read as a title, paragraphs, and three bullets', () => {
    const { lines: _, ...entry } = readLegacyText(legacy('Một.\n\nHai.\nBa.'), reading);
    expect(entry).toEqual({
      type: 'article',
      data: { title: 'Tiêu đề', body: 'Một.\n\nHai.\nBa.' },
      author: { name: 'Nguyễn Thử' },
      firstPublishedAt: new Date('2016-10-07T04:35:00Z'),
      views: 8297,
    });
  });

  it.each(['\r\n', '\r'])('may have the line ends of Windows or of old Macs', (end) => {
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
  ])('is escaped so that Markdown shows it as it was: %s', (text, markdown) => {
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
  ])('is refused with the line and what was expected there: %#', (text, expected) => {
    expect(problem(() => readLegacyText(text, reading))).toBe(expected);
  });
});
