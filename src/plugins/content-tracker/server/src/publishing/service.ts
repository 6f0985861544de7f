import type { DocumentRef } from '../content/document-ref';
import type { TrackedType } from '../content/tracked';
import type { Tracker } from '../tracker';
import type { Backdate } from './backdate';
import type { Publishing } from './index';
import type { History } from './log';
import type { TakeOff } from './take-off';

/** A document in one locale, as other code names it; `locale` is null or absent where the type is not localized. */
export interface DocumentInLocale {
  readonly uid: string;
  readonly documentId: string;
  readonly locale?: string | null;
}

/** The service `publishing`: `strapi.plugin('content-tracker').service('publishing')`. */
export const createService = ({ types }: Tracker, publishing: Publishing) => {
  const find = ({ uid, documentId, locale }: DocumentInLocale): { type: TrackedType; ref: DocumentRef } => {
    const type = types.find((one) => one.uid === uid);
    if (!type) throw new Error(`content-tracker: "${uid}" is not among contentTypes`);
    return { type, ref: { documentId, locale: locale ?? '' } };
  };

  return {
    /** The dates of a document and its log entries, oldest first; null where the log has none. */
    async timeline(document: DocumentInLocale): Promise<History | null> {
      const { type, ref } = find(document);
      return (await publishing.read(type, ref)) ?? null;
    },

    /**
     * Records that readers see a change of a document that was not published: a field that it shares with another
     * language was changed there. Joins the transaction in which it is called. The document's dates stay.
     */
    async recordUpdate(document: DocumentInLocale): Promise<void> {
      if (!types.some(({ uid }) => uid === document.uid)) return;
      const { type, ref } = find(document);
      await publishing.recordUpdate(type, ref);
    },

    /**
     * Sets when a published document was first published. To undo it, backdate to the former moment.
     * @throws ValidationError that names what is wrong; nothing is changed then
     */
    async backdate(document: DocumentInLocale & Backdate): Promise<History | null> {
      const { type, ref } = find(document);
      return (await publishing.backdate(type, ref, document)) ?? null;
    },

    /**
     * Takes views off a document that were counted between two hours, all of them or a number. It cannot be undone.
     * @throws ValidationError that names what is wrong; nothing is changed then
     */
    async takeOff(document: DocumentInLocale & TakeOff): Promise<History | null> {
      const { type, ref } = find(document);
      return (await publishing.takeOff(type, ref, document)) ?? null;
    },
  };
};
