import type { TrackedType } from '../content/tracked';
import type { History, Publishing } from './index';

/** One document in one locale; `locale` is null or absent where the type is not localized. */
export interface Which {
  readonly uid: string;
  readonly documentId: string;
  readonly locale?: string | null;
}

interface Options {
  readonly types: readonly TrackedType[];
  readonly publishing: Publishing;
}

/** The service `publishing`: `strapi.plugin('content-tracker').service('publishing')`. */
export const createService = (options: () => Options) => {
  const find = ({ uid, documentId, locale }: Which) => {
    const type = options().types.find((one) => one.uid === uid);
    if (!type) throw new Error(`content-tracker: "${uid}" is not among contentTypes`);
    return { type, place: { documentId, locale: locale ?? '' } };
  };

  return {
    /** What the log tells of a document, with its entries, oldest first; `null` where it knows nothing. */
    async timeline(which: Which): Promise<History | null> {
      const { type, place } = find(which);
      return (await options().publishing.read(type, place)) ?? null;
    },

    /**
     * Records that readers see something else of a document, although it was not published: what it shares with
     * another language was changed there. Joins the transaction it is called in; its dates stay.
     */
    async recordUpdate(which: Which): Promise<void> {
      if (!options().types.some(({ uid }) => uid === which.uid)) return;
      const { type, place } = find(which);
      await options().publishing.noteUpdated(type, place);
    },

    /**
     * Corrects when a published document was first published. Undone by correcting it again.
     * @param firstPublishedAt in the past, and not after the last publication
     * @param reason for the log, not empty
     * @throws ValidationError naming what is wrong; nothing is changed then
     */
    async backdate(which: Which & { firstPublishedAt: Date; reason: string }): Promise<History | null> {
      const { type, place } = find(which);
      return (await options().publishing.correct(type, place, which)) ?? null;
    },
  };
};
