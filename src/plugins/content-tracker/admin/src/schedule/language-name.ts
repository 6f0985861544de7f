/**
 * The name of a language inside a sentence: `Vietnamese`, `tiếng Việt`.
 * @param adminLocale the language of the admin
 */
export const languageName = (code: string, adminLocale: string): string => {
  const name = new Intl.DisplayNames(adminLocale, { type: 'language' }).of(code) ?? code;
  return adminLocale.startsWith('vi') ? name.replace(/^Tiếng/, 'tiếng') : name;
};
