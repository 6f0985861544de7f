import { Loader } from '@strapi/design-system';
import {
  unstable_useDocumentLayout as useDocumentLayout,
  useQueryParams,
  useRBAC,
} from '@strapi/strapi/admin';
import { lazy, Suspense } from 'react';
import { useMatch } from 'react-router-dom';
import { isTracked } from '../list/columns';
import { permissions } from '../permissions';
import { useTexts } from '../texts';

const Content = lazy(() => import('./Content'));

/** What the Content Manager tells of the document that is open. */
interface Open {
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

/** Beside a tracked document's form: how often it is read, and when it was published. */
export const TrackerPanel = ({ model, documentId, document, meta }: Open) => {
  const isClone = useMatch('/content-manager/:kind/:uid/clone/:origin') !== null;
  const { t } = useTexts();
  const { edit } = useDocumentLayout(model);
  const [{ query }] = useQueryParams<Query>();
  const { allowedActions } = useRBAC(permissions);
  if (!allowedActions.canRead || !isTracked(edit)) return null;
  // Of a single type only the document itself says which one it is.
  const openId = documentId ?? document?.documentId;
  const version = JSON.stringify([document?.status, document?.updatedAt, document?.publishedAt, meta]);
  return {
    title: t('panel.title'),
    content: (
      <Suspense fallback={<Loader small>{t('loading')}</Loader>}>
        <Content
          uid={model}
          documentId={isClone ? undefined : openId}
          locale={query.plugins?.i18n?.locale}
          version={version}
          mayCorrect={Boolean(allowedActions.canCorrect)}
        />
      </Suspense>
    ),
  };
};
