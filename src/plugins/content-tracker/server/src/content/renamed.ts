import type { Tracker } from '../tracker';

type RenameContext = Pick<Tracker, 'strapi' | 'types' | 'config'>;

/** Why what is stored of a type cannot be given to another one. @returns undefined where it can */
export const problemWithRename = (
  { strapi, types }: Pick<RenameContext, 'strapi' | 'types'>,
  from: string,
  to: string,
): string | undefined => {
  if (from in strapi.contentTypes) return `"${from}" still exists`;
  return types.some(({ uid }) => uid === to) ? undefined : `"${to}" is not among contentTypes`;
};

/** Makes the function that tells the present uid of a type, as `renamedTypes` in the configuration says. */
export const createPresentUid = (context: RenameContext): ((uid: string) => string) => {
  const renamed = Object.entries(context.config.renamedTypes).filter(
    ([from, to]) => problemWithRename(context, from, to) === undefined,
  );
  const present = new Map(renamed);
  return (uid) => present.get(uid) ?? uid;
};
