import type { FloodedDocument, Floods } from '../../../shared/answers';
import type { TrackedType } from '../content/tracked';
import type { Access } from '../http/access';
import type { TimeRange } from '../http/parameters';
import type { RequestContext } from '../http/request-context';
import type { Tracker } from '../tracker';
import type { EditorLists } from './editor-lists';
import type { RefusalsReader } from './refusals';
import { isoOf } from './span';

const maxDocuments = 20;

/** Makes the handler that tells which documents floods were aimed at, as far as the caller may read them. */
export const createFloods = (
  { types, now }: Tracker,
  access: Access,
  editorLists: EditorLists,
  refusals: RefusalsReader,
) => {
  const findOfType = async (
    ctx: RequestContext,
    type: TrackedType,
    range: TimeRange,
  ): Promise<FloodedDocument[]> => {
    const flooded = await refusals.findFloods(type, range);
    const found: FloodedDocument[] = [];
    for (const locale of new Set(flooded.map((one) => one.locale))) {
      const ofLocale = flooded.filter((one) => one.locale === locale);
      const ids = ofLocale.map(({ documentId }) => documentId);
      const titles = await editorLists.titlesOf(ctx, type, locale, ids);
      for (const { documentId, views } of ofLocale) {
        const title = titles.get(documentId);
        if (title === undefined) continue;
        found.push({ type: type.name, uid: type.uid, documentId, locale: locale || null, title, views });
      }
    }
    return found;
  };

  return async (ctx: RequestContext): Promise<void> => {
    const { type, range } = await refusals.read(ctx.query);
    if (type) access.checkMayRead(ctx, type);
    const found: FloodedDocument[] = [];
    for (const one of type ? [type] : types.filter((readable) => access.mayRead(ctx, readable))) {
      found.push(...(await findOfType(ctx, one, range)));
    }
    const data = found.sort((a, b) => b.views - a.views).slice(0, maxDocuments);
    const answer: Floods = { data, meta: { ...refusals.metaOf(range), asOf: isoOf(now()) } };
    ctx.body = answer;
  };
};
