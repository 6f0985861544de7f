import { readFile } from '../../../src/importer/file';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

describe('a file that is imported', () => {
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
  ])('is refused with its line where YAML would lose text: %s', (line, lost) => {
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
  ])('keeps the whole value of: %s', (line, title) => {
    expect(read('c.md', markdown(line)).data.title).toBe(title);
  });
});
