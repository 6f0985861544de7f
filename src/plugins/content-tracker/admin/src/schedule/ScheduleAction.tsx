/*
 * The action *Schedule…* beside Publish.
 *
 * Why: editors schedule a document where they publish it.
 * Relies on: `addDocumentAction` of the Content Manager, which calls `ScheduleAction` as a component of the form, with
 * `model`, `document`, `meta` and `activeTab`, and shows what it returns: `null`, or a label and a dialog; on
 * `useDocumentRBAC`, whose `canPublish` also decides about Strapi's own Publish; and on the form's `modified`.
 * If a property is gone: the action is missing, or stays disabled. If `canPublish` is gone: nobody sees the action.
 * Without `meta`, a confirmation compares with the draft of this language only, and is refused where another is newer.
 */
import { Clock } from '@strapi/icons';
import { useDocumentRBAC, useForm } from '@strapi/strapi/admin';
import { lazy, Suspense, useEffect, useMemo, useRef, type SyntheticEvent } from 'react';
import { useMatch } from 'react-router-dom';
import type { DocumentRef } from '../api';
import { LoadingBody } from '../components/LoadingBody';
import { useIsSchedulable } from '../strapi/tracked-types';
import { useTexts } from '../texts';
import { menuButtonOf } from './return-focus';

const ScheduleDialog = lazy(() => import('./ScheduleDialog'));

interface Version {
  readonly updatedAt?: string | null;
}
interface Props {
  readonly model: string;
  readonly document?: Version & { readonly documentId?: string; readonly locale?: string | null };
  readonly meta?: {
    /** The draft beside a published version, or the other way round. */
    readonly availableStatus?: readonly Version[];
    /** The drafts in other languages. */
    readonly availableLocales?: readonly Version[];
  };
  readonly activeTab?: 'draft' | 'published' | null;
}

const Content = (props: {
  uid: string;
  documentRef: DocumentRef;
  draftUpdatedAt: string | undefined;
  onClose: () => void;
  onGone: () => void;
}) => {
  const { onGone, ...dialog } = props;
  useEffect(() => onGone, [onGone]);
  return (
    <Suspense fallback={<LoadingBody />}>
      <ScheduleDialog {...dialog} />
    </Suspense>
  );
};

/** The newest `updatedAt` of the drafts that the page was loaded with, in all languages. */
const draftsUpdatedAt = ({ document, meta = {}, activeTab }: Props): string | undefined => {
  const own = activeTab === 'published' ? (meta.availableStatus ?? []) : [document];
  const times = [...own, ...(meta.availableLocales ?? [])].flatMap((version) => version?.updatedAt ?? []);
  return times.sort().at(-1);
};

export const ScheduleAction = (props: Props) => {
  const { model, document: { documentId, locale } = {} } = props;
  const { t } = useTexts();
  const isSchedulable = useIsSchedulable(model);
  const isClone = useMatch('/content-manager/:kind/:uid/clone/:origin') !== null;
  const mayPublish = useDocumentRBAC('ScheduleAction', ({ canPublish }) => canPublish);
  const isModified = useForm('ScheduleAction', ({ modified }) => modified);
  const opener = useRef<HTMLElement | null>(null);
  /** The drafts as they were when the dialog was opened. */
  const seenAt = useRef<string | undefined>(undefined);
  // A component that stays the same: another one would be a new form at each change of the page.
  const content = useMemo(() => {
    // The last part of a uid is the singular name of its type.
    const type = model.split('.').pop() ?? '';
    const documentRef = { type, documentId: documentId ?? '', locale: locale ?? undefined };
    const onGone = () => setTimeout(() => opener.current?.focus());
    return ({ onClose }: { onClose: () => void }) => (
      <Content
        uid={model}
        documentRef={documentRef}
        draftUpdatedAt={seenAt.current}
        onClose={onClose}
        onGone={onGone}
      />
    );
  }, [model, documentId, locale]);
  if (!isSchedulable || !mayPublish || isClone) return null;
  const mustSave = isModified || !documentId;
  return {
    label: mustSave ? t('schedule.saveFirst') : t('schedule.open'),
    icon: <Clock />,
    disabled: mustSave,
    position: 'panel',
    onClick: ({ target }: SyntheticEvent): void => {
      opener.current = menuButtonOf(target);
      seenAt.current = draftsUpdatedAt(props);
    },
    dialog: { type: 'modal', title: t('schedule.title'), content },
  };
};
ScheduleAction.position = 'panel';
