import { decodeHTMLStrict } from 'entities';

/** Emoji that contain invisible characters: pictures with joiners between them, and flags with tags. */
const emoji =
  /(?:\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]*\u200d)+\p{Extended_Pictographic}|\u{1f3f4}[\u{e0020}-\u{e007f}]+/gu;
/** Format characters, which are invisible, and control characters, which do not belong in a text. */
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

/** The most levels of entities inside entities that are decoded. */
const mostRounds = 8;

/** Cleans Markdown: NFC, plain spaces, `\n` as line end, no invisible characters. Entities stay, as Markdown has them. */
export const cleanMarkdown = (text: string): string =>
  withoutInvisible(text.replace(newline, '\n').replace(space, ' ')).normalize('NFC');

/** Cleans plain text of several lines as Markdown, and decodes entities such as `&amp;`. */
export const cleanText = (text: string): string => {
  let clean = cleanMarkdown(text);
  // Until nothing changes, so that cleaning a clean text does not change it.
  for (let round = 0; round < mostRounds; round += 1) {
    const next = cleanMarkdown(decodeHTMLStrict(clean));
    if (next === clean) break;
    clean = next;
  }
  return clean;
};

/** Cleans plain text to one line without spaces around it. */
export const cleanLine = (text: string): string =>
  cleanText(text)
    .replace(/[\t\n]+/g, ' ')
    .trim();

/** Cleans a text to search for as stored texts are cleaned, but keeps spaces at its ends: they may separate words. */
export const cleanQuery = (text: string): string =>
  withoutInvisible(text.replace(space, ' ')).normalize('NFC');
