import { useNotification } from '@strapi/strapi/admin';
import { toWallClock } from 'newsroom-plugin-kit/admin/wall-clock';
import { useState, type FormEvent } from 'react';
import { useTrackerRangeQuery, useTrackerTakeOffMutation, type DocumentRef } from '../api';
import { useTexts } from '../texts';
import { maxReasonLength } from './reason';
import { serverMessages } from './server-messages';
import { hoursIn, problemsIn, type Draft, type FieldName } from './take-off-rules';

export interface TakeOffOptions {
  readonly documentRef: DocumentRef;
  readonly timeZone: string;
}

const hourMs = 3_600_000;

/** The hour that is running, and the one before: floods are mostly noticed soon. */
const lastHours = (timeZone: string): Draft => {
  const end = (Math.floor(Date.now() / hourMs) + 1) * hourMs;
  return {
    from: toWallClock(end - 2 * hourMs, timeZone),
    to: toWallClock(end, timeZone),
    views: '',
    reason: '',
  };
};

/** The state of the form that takes views off a document: its fields, their errors, and sending it. */
export const useTakeOffForm = ({ documentRef, timeZone }: TakeOffOptions, onDone: () => void) => {
  const { t, number } = useTexts();
  const { toggleNotification } = useNotification();
  const [takeOff, { isLoading, error }] = useTrackerTakeOffMutation();
  const [draft, setDraft] = useState(() => lastHours(timeZone));
  const [isSubmitted, setIsSubmitted] = useState(false);

  const hours = hoursIn(draft, timeZone);
  const range = useTrackerRangeQuery(
    { ...documentRef, ...(hours ?? { from: '', to: '' }) },
    { skip: !hours, refetchOnMountOrArgChange: true },
  );
  const counted = hours && range.currentData?.data.views;
  const problems = problemsIn(draft, { timeZone, now: Date.now(), counted });
  const messages = error ? serverMessages(error, ['from', 'to', 'views', 'reason']) : {};
  /** How many views would be taken off; undefined while that is not known. */
  const views = counted === undefined || draft.views === '' ? counted : Number(draft.views);

  const errorOf = (field: FieldName): string | undefined => {
    const problem = problems[field];
    // A missing reason is reported only after the first attempt to send.
    if (!problem || (field === 'reason' && !isSubmitted)) return messages[field];
    // In zones of half hours an hour of UTC begins at half past.
    const example = toWallClock(Math.floor(Date.now() / hourMs) * hourMs, timeZone).slice(11);
    return t(problem, { counted: number(counted ?? 0), most: maxReasonLength, example });
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // React passes the event on to the form of the document, although the dialog is in a portal.
    event.stopPropagation();
    setIsSubmitted(true);
    if (!hours || !views || Object.keys(problems).length > 0) return;
    const answer = await takeOff({ ...documentRef, ...hours, views, reason: draft.reason.trim() });
    if ('error' in answer) return;
    toggleNotification({ type: 'success', message: t('takeOff.done', { count: views }) });
    onDone();
  };

  return {
    draft,
    set: (field: FieldName, value: string) => setDraft({ ...draft, [field]: value }),
    counted,
    /** How many views would be taken off; undefined as long as the fields do not tell. */
    views: problems.views || problems.from || problems.to ? undefined : views,
    errorOf,
    /** What the server says that belongs to no field. */
    generalError: messages[''] ?? (range.isError ? t('panel.error') : undefined),
    isLoading,
    submit,
  };
};
