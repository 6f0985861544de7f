/**
 * Stops the start where this version of Strapi lacks something that the tracker relies on. Without the check the
 * tracker would start and silently do a part of its work.
 * @param what names it, such as `auth.verify`
 * @throws Error naming it
 */
export const checkStrapiHas = (what: string, isThere: boolean): void => {
  if (isThere) return;
  throw new Error(`content-tracker: this version of Strapi has no ${what}, which the plugin relies on`);
};
