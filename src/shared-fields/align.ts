import type { Core } from '@strapi/strapi';
import { createAgreement, decideRelations, wantedOf, type SharingType, type Version } from './agreement';
import { createChangeReporter } from './change-reporter';
import { asNewLanguage, draftSource, sameVersion } from './source';

/** A call of the Document Service. */
export interface Call {
  readonly uid: string;
  readonly action: string;
  readonly params: {
    readonly documentId?: string;
    readonly locale?: string | readonly string[] | null;
    readonly status?: string;
    readonly data?: Readonly<Record<string, unknown>>;
  };
}

/** Brings the languages of a document to agree after a write in some of them. */
export const createAlignment = (strapi: Core.Strapi) => {
  const agreement = createAgreement(strapi);
  const { read, writeWanted } = agreement;
  const reportChanges = createChangeReporter(strapi);

  return {
    read,

    /**
     * Writes the shared fields of the written draft to all drafts, and those of the version that was published with it
     * to all published versions.
     * @param locales the languages that were written in
     * @param before all versions before the write
     */
    async align(
      type: SharingType,
      { action, params }: Call,
      { locales, before }: { locales: readonly string[]; before: readonly Version[] },
    ): Promise<void> {
      const versions = await read(type, params.documentId ?? '');
      const drafts = versions.filter(({ isPublished }) => !isPublished);
      const allPublished = versions.filter(({ isPublished }) => isPublished);
      const draft = drafts.find(({ locale }) => locales.includes(locale));
      if (!draft || drafts.length < 2) return;
      const { data } = params;
      const isOtherLanguage = ({ locale }: Version): boolean => !locales.includes(locale);
      const published = allPublished.find(({ locale }) => locale === draft.locale);

      const source = await draftSource(agreement, type, { action, data, before, draft, published });
      const relations = decideRelations(type, source, drafts, sameVersion(before, draft));
      const changed = await writeWanted(type, drafts, wantedOf(type, source, relations));
      // In a type without drafts these rows are what readers see.
      if (!type.hasDrafts) return reportChanges(type, changed.filter(isOtherLanguage));
      if (!published || !(action === 'publish' || params.status === 'published')) return;

      const isNew = !sameVersion(before, draft) && !sameVersion(before, published);
      const publishedSource = isNew ? asNewLanguage(type, published, { before, data }) : published;
      const changedPublished = await writeWanted(
        type,
        allPublished,
        wantedOf(type, publishedSource, relations),
      );
      await reportChanges(type, changedPublished.filter(isOtherLanguage));
    },
  };
};
