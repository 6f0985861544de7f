/*
 * The action *Schedule…* for the documents that are selected in a list.
 *
 * Why: an issue of a newspaper is scheduled at once.
 * Relies on: `addBulkAction` of the Content Manager, which calls `BulkScheduleAction` as a component of the list, with
 * `model` and the selected `documents`, and shows what it returns; on `useDocumentRBAC`; and on the layout's
 * `mainField`, which is a document's title.
 * If a property is gone: the action is missing. If `mainField` is gone: documents are named by their ids.
 */
import {
  unstable_useDocumentLayout as useDocumentLayout,
  useDocumentRBAC,
  useQueryParams,
} from '@strapi/strapi/admin';
import { lazy, Suspense, useMemo } from 'react';
import { LoadingBody } from '../components/LoadingBody';
import { useIsSchedulable } from '../strapi/tracked-types';
import { useTexts } from '../texts';
import type { BulkDocument } from './useBulkSchedule';

const BulkSchedule = lazy(() => import('./BulkSchedule'));

interface Props {
  readonly model: string;
  readonly documents: readonly {
    readonly documentId: string;
    readonly locale?: string | null;
    readonly [field: string]: unknown;
  }[];
}
interface Query {
  readonly plugins?: { readonly i18n?: { readonly locale?: string } };
}

const Content = (props: { uid: string; documents: readonly BulkDocument[]; onClose: () => void }) => {
  return (
    <Suspense fallback={<LoadingBody />}>
      <BulkSchedule {...props} />
    </Suspense>
  );
};

export const BulkScheduleAction = ({ model, documents }: Props) => {
  const { t } = useTexts();
  const isSchedulable = useIsSchedulable(model);
  const mayPublish = useDocumentRBAC('BulkScheduleAction', ({ canPublish }) => canPublish);
  const { mainField } = useDocumentLayout(model).list.settings;
  const [{ query }] = useQueryParams<Query>();
  const listed = query.plugins?.i18n?.locale;
  // A component that stays the same: another one would be a new form at each change of the page.
  const content = useMemo(() => {
    const type = model.split('.').pop() ?? '';
    const meant = documents.map(({ documentId, locale, [mainField]: title }) => ({
      documentRef: { type, documentId, locale: locale ?? listed },
      title: typeof title === 'string' && title !== '' ? title : documentId,
    }));
    return ({ onClose }: { onClose: () => void }) => (
      <Content uid={model} documents={meant} onClose={onClose} />
    );
  }, [model, documents, mainField, listed]);
  if (!isSchedulable || !mayPublish || documents.length === 0) return null;
  return {
    label: t('schedule.open'),
    variant: 'tertiary',
    dialog: { type: 'modal', title: t('schedule.title'), content },
  };
};
