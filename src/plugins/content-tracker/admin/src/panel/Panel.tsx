/*
 * The tracker's panel beside the form of a document.
 *
 * Why: editors see views and dates of a document where they edit it.
 * Relies on: Strapi calls `TrackerPanel` as a component of the form, with `model`, `documentId`, `document` and `meta`,
 * and shows what it returns: `null`, or a title and a content. A clone's form gets the id of the original, so the
 * address tells that it is a clone. A single type gets no id, so the document tells it.
 * If a property is gone: the panel says that the document is not published. If the address of a clone changes: the
 * panel of a clone shows the numbers of its original.
 */
import { Loader } from '@strapi/design-system';
import { useQueryParams, useRBAC } from '@strapi/strapi/admin';
import { lazy, Suspense } from 'react';
import { useMatch } from 'react-router-dom';
import { permissions } from '../permissions';
import { useIsTracked } from '../strapi/tracked-types';
import { useTexts } from '../texts';

const PanelContent = lazy(() => import('./PanelContent'));

interface Props {
  readonly model: string;
  readonly documentId?: string;
  readonly document?: {
    readonly documentId?: string;
    readonly status?: string;
    readonly updatedAt?: string;
    readonly publishedAt?: string;
  };
  readonly meta?: { readonly availableStatus?: readonly object[] };
}

interface Query {
  readonly plugins?: { readonly i18n?: { readonly locale?: string } };
}

export const TrackerPanel = ({ model, documentId, document, meta }: Props) => {
  const isClone = useMatch('/content-manager/:kind/:uid/clone/:origin') !== null;
  const { t } = useTexts();
  const isTracked = useIsTracked(model);
  const [{ query }] = useQueryParams<Query>();
  const { allowedActions } = useRBAC(permissions);
  if (!allowedActions.canRead || !isTracked) return null;
  const openId = documentId ?? document?.documentId;
  const version = JSON.stringify([document?.status, document?.updatedAt, document?.publishedAt, meta]);
  return {
    title: t('panel.title'),
    content: (
      <Suspense fallback={<Loader small>{t('loading')}</Loader>}>
        <PanelContent
          uid={model}
          documentId={isClone ? undefined : openId}
          locale={query.plugins?.i18n?.locale}
          version={version}
          mayBackdate={Boolean(allowedActions.canCorrect)}
          mayTakeOff={Boolean(allowedActions.canRemove)}
        />
      </Suspense>
    ),
  };
};
