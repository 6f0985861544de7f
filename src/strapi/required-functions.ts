/** The place of functions that are not part of Strapi's documented interface. */
interface Required {
  /** Where Strapi keeps them: `the service plugin::upload.upload`. */
  readonly place: string;
  /** What works through them, with its file: `the check of uploads (src/access/uploads.ts)`. */
  readonly feature: string;
}

/**
 * Refuses the start where Strapi has no longer the functions that a feature calls or replaces. Without this check the
 * feature would be gone after an update of Strapi, and nobody would notice.
 * @throws Error that names the function, the feature and what to do
 */
export const requireFunctions = (
  owner: unknown,
  names: readonly string[],
  { place, feature }: Required,
): void => {
  const functions = (owner ?? {}) as Record<string, unknown>;
  const missing = names.find((name) => typeof functions[name] !== 'function');
  if (missing === undefined) return;
  throw new Error(
    `newsroom: this version of Strapi has no function "${missing}" in ${place}, but ${feature} needs it. ` +
      'Install the version of Strapi that package.json names.',
  );
};
