import { decodeHTMLStrict } from 'entities';
import { cleanLine, cleanMarkdown } from '../text/clean';
import { FileError } from './file-error';
import type { ImportedDocument, ReadOptions } from './imported-document';
import { checkPublicationTime, parseTime, parseViews } from './values';

interface Line {
  readonly number: number;
  readonly text: string;
}

const bullet = /^\s*[•·*-]\s*/;
const maxTitleLength = 200;
const maxNameLength = 100;

/** Escapes the characters that Markdown would read as markup. */
const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\\`*_[<]/g, '\\$&')
    // Entities were decoded before: what is left was written on purpose, as `&amp;copy;` for `&copy;`.
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/^(\s*)([#>+-])/gm, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(\s)/gm, '$1\\$2$3');

/** Joins lines to a Markdown text; blank lines separate its paragraphs. */
const toMarkdown = (lines: readonly Line[]): string =>
  cleanMarkdown(decodeHTMLStrict(lines.map(({ text }) => text.trim()).join('\n')))
    .split(/\n{2,}/)
    .map((paragraph) => escapeMarkdown(paragraph.trim()))
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');

/** Reads the three bullets at the end, without their marks. */
const takeBullets = (filled: readonly Line[]): [date: Line, author: Line, views: Line] => {
  const bullets = filled.slice(1).slice(-3);
  if (bullets.length < 3 || !bullets.every(({ text }) => bullet.test(text))) {
    throw new FileError(
      filled[filled.length - 1]?.number ?? 1,
      'the file does not end in three bullets; expected "• dd/MM/yyyy HH:mm", "• author", "• view count"',
    );
  }
  return bullets.map(({ number, text }) => ({ number, text: cleanLine(text.replace(bullet, '')) })) as [
    Line,
    Line,
    Line,
  ];
};

/**
 * Reads an article in the layout of the legacy site: title, paragraphs, and three bullets with the
 * time of publication, the author and the view count.
 * @throws FileError that names the line
 */
export const readLegacyText = (text: string, options: ReadOptions): ImportedDocument => {
  const lines = text.split(/\r\n|\r|\n/).map((line, index): Line => ({ number: index + 1, text: line }));
  const filled = lines.filter((line) => line.text.trim() !== '');
  const [title] = filled;
  if (!title) throw new FileError(1, 'the file is empty; expected a title, paragraphs and three bullets');
  const titleText = cleanLine(title.text);
  if (titleText.length > maxTitleLength) {
    throw new FileError(
      title.number,
      `the title has ${titleText.length} characters; expected at most ${maxTitleLength}`,
    );
  }
  const [date, author, views] = takeBullets(filled);
  const body = toMarkdown(lines.slice(title.number, date.number - 1));
  if (body === '') {
    throw new FileError(
      title.number,
      'there is no text between the title and the bullets; expected paragraphs',
    );
  }
  if (author.text === '' || author.text.length > maxNameLength) {
    throw new FileError(
      author.number,
      `the author's name has ${author.text.length} characters; expected 1 to ${maxNameLength}`,
    );
  }
  const time = parseTime(date.text, 'dd/MM/yyyy HH:mm', date.number, options.timeZone);
  return {
    type: 'article',
    data: { title: titleText, body },
    author: { name: author.text.replace(/\s+/g, ' ') },
    firstPublishedAt: checkPublicationTime(time, date.number, options),
    views: parseViews(views.text, views.number),
    lines: { title: title.number, author: author.number, firstPublishedAt: date.number, views: views.number },
  };
};
