import { cleanLine, cleanMarkdown, cleanQuery, cleanText } from '../../../src/text/clean';

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
  ])('handles %s, and leaves clean text as it is', (_, text, clean) => {
    expect(cleanLine(text)).toBe(clean);
    expect(cleanLine(clean)).toBe(clean);
  });
});

it('entities hidden in entities are decoded, in linear time', () => {
  expect(cleanLine('A &am\u00adp; B')).toBe('A & B');
  const began = Date.now();
  cleanLine(`&${'amp;'.repeat(100_000)}`);
  expect(Date.now() - began).toBeLessThan(1_000);
});

it('text of several lines keeps its lines, and Markdown its entities too', () => {
  const text = 'Một&nbsp;hai\r\n\r\n\tba\u00a0bốn &lt;b&gt;';
  expect(cleanText(text)).toBe('Một hai\n\n\tba bốn <b>');
  expect(cleanMarkdown(text)).toBe('Một&nbsp;hai\n\n\tba bốn &lt;b&gt;');
});

it('a search text keeps the spaces at its ends', () => {
  expect(cleanQuery(`${'à'.normalize('NFD')} Nội\u200b\u00a0`)).toBe('à Nội ');
});
