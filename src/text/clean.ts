import { decodeHTMLStrict } from 'entities';

/** What holds one emoji together: joiners between pictures, and the tags of a flag. */
const emoji =
  /(?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]*\u200d)+\p{Extended_Pictographic}|\u{1f3f4}[\u{e0020}-\u{e007f}]+/gu;
/** Format characters, which nobody sees, and control characters, which no text has. */
const invisible = /(?![\t\n])[\p{Cf}\p{Cc}]/gu;
const space = /\p{Zs}/gu;
const newline = /\r\n|[\r\f\v\u0085\p{Zl}\p{Zp}]/gu;

const withoutInvisible = (text: string): string => {
  let kept = '';
  let from = 0;
  for (const { index, 0: whole } of text.matchAll(emoji)) {
    kept += text.slice(from, index).replace(invisible, '') + whole;
    from = index + whole.length;
  }
  return kept + text.slice(from).replace(invisible, '');
};

/** Entities in entities in entities: whoever writes more of them means to. */
const mostRounds = 8;

/** Markdown: NFC, all kinds of spaces are spaces, line ends are `\n`, and nothing invisible. Entities are Markdown's. */
export const cleanMarkdown = (text: string): string =>
  withoutInvisible(text.replace(newline, '\n').replace(space, ' ')).normalize('NFC');

/** Plain text of several lines: as Markdown, with entities such as `&amp;` decoded. */
export const cleanText = (text: string): string => {
  let clean = cleanMarkdown(text);
  // Until nothing changes: the same text saved again is the same.
  for (let round = 0; round < mostRounds; round += 1) {
    const next = cleanMarkdown(decodeHTMLStrict(clean));
    if (next === clean) break;
    clean = next;
  }
  return clean;
};

/** Plain text on one line, without spaces around it. */
export const cleanLine = (text: string): string =>
  cleanText(text)
    .replace(/[\t\n]+/g, ' ')
    .trim();

/** What is searched for: as it would be stored, but for its ends, which may be parts of words. */
export const cleanQuery = (text: string): string =>
  withoutInvisible(text.replace(space, ' ')).normalize('NFC');
