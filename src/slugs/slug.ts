import slugify from 'slugify';

/** The most characters that a slug may have, its number (`-2`) included. */
export const maxSlugLength = 120;
export const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Cuts a slug at the end of a word, and inside the word where the first word is too long. */
const cut = (slug: string, length: number): string => {
  if (slug.length <= length) return slug;
  const words = slug.slice(0, length + 1).lastIndexOf('-');
  return slug.slice(0, words > 0 ? words : length);
};

/**
 * The slug of a title, spelled as in its locale; `''` where the title has no letter or digit that a slug can hold.
 *
 * `đ` becomes `d` in every locale (slugify writes `dj` outside of Vietnamese). In English, slugify turns `&` and `%`
 * into English words. In other languages such a word would be wrong, so symbols are removed.
 */
export const slugOf = (title: string, locale: string): string => {
  const composed = title.normalize('NFC').replace(/đ/g, 'd').replace(/Đ/g, 'D');
  const isEnglish = locale === 'en' || locale.startsWith('en-');
  const words = isEnglish ? composed : composed.replace(/[\p{S}%&]/gu, ' ');
  // Slugify removes characters that it does not know, and so would join the words around them.
  const slug = slugify(words.replace(/[^\p{L}\p{N}\p{M}\p{S}%&]+/gu, ' '), {
    lower: true,
    strict: true,
    locale,
  });
  return cut(slug, maxSlugLength);
};

/** The beginning that a slug shares with all its numbered variants. */
export const stemOf = (slug: string): string => cut(slug, maxSlugLength - '-9999999'.length);

/** The slug itself, or the slug with the smallest of `-2`, `-3`, … that is not taken. */
export const freeSlug = (slug: string, isTaken: (candidate: string) => boolean): string => {
  let candidate = slug;
  for (let n = 2; isTaken(candidate); n += 1) {
    candidate = `${cut(slug, maxSlugLength - `-${n}`.length)}-${n}`;
  }
  return candidate;
};
