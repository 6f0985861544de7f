import slugify from 'slugify';

/** Characters of a slug, with the `-2` that keeps it apart from others. */
export const maxSlugLength = 120;
export const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Cuts at the end of a word; a single word longer than that is cut where it must be. */
const cut = (slug: string, length: number): string => {
  if (slug.length <= length) return slug;
  const words = slug.slice(0, length + 1).lastIndexOf('-');
  return slug.slice(0, words > 0 ? words : length);
};

/**
 * The slug of a title, by the spelling of its locale, or `''` where nothing of the title can be kept.
 *
 * `đ` becomes `d` in every locale (slugify writes `dj` outside of Vietnamese). In English `&` and `%`
 * become words, as slugify has it; in other languages an English word would be out of place, and
 * symbols are left out.
 */
export const slugOf = (title: string, locale: string): string => {
  const composed = title.normalize('NFC').replace(/đ/g, 'd').replace(/Đ/g, 'D');
  const isEnglish = locale === 'en' || locale.startsWith('en-');
  const words = isEnglish ? composed : composed.replace(/[\p{S}%&]/gu, ' ');
  // What slugify's alphabets do not know it would leave out, joining the words around it.
  const slug = slugify(words.replace(/[^\p{L}\p{N}\p{M}\p{S}%&]+/gu, ' '), {
    lower: true,
    strict: true,
    locale,
  });
  return cut(slug, maxSlugLength);
};

/** What the slug and all its numbered variants begin with. */
export const stemOf = (slug: string): string => cut(slug, maxSlugLength - '-9999999'.length);

/** The slug itself, or with the smallest of `-2`, `-3`, … that is not taken. */
export const freeSlug = (slug: string, isTaken: (candidate: string) => boolean): string => {
  let candidate = slug;
  for (let n = 2; isTaken(candidate); n += 1) {
    candidate = `${cut(slug, maxSlugLength - `-${n}`.length)}-${n}`;
  }
  return candidate;
};
