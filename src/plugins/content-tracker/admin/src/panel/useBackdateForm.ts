import { useNotification } from '@strapi/strapi/admin';
import { fromWallClock, toWallClock } from 'newsroom-plugin-kit/admin/wall-clock';
import { useState, type FormEvent } from 'react';
import { useTrackerBackdateMutation, type DocumentRef } from '../api';
import { useTexts } from '../texts';
import { problemsIn, type FieldName } from './backdate-rules';
import { maxReasonLength } from './reason';
import { serverMessages } from './server-messages';

export interface BackdateOptions {
  readonly documentRef: DocumentRef;
  readonly firstPublishedAt: string;
  readonly lastPublishedAt: string;
  readonly timeZone: string;
}

/** The state of the form that backdates a document: its fields, their errors, and sending it. */
export const useBackdateForm = (
  { documentRef, firstPublishedAt, lastPublishedAt, timeZone }: BackdateOptions,
  onDone: () => void,
) => {
  const { t, moment } = useTexts();
  const { toggleNotification } = useNotification();
  const [backdate, { isLoading, error }] = useTrackerBackdateMutation();
  const [wallClock, setWallClock] = useState(() => toWallClock(firstPublishedAt, timeZone));
  const [reason, setReason] = useState('');
  const [isSubmitted, setIsSubmitted] = useState(false);

  const at = fromWallClock(wallClock, timeZone);
  const problems = problemsIn({ wallClock, reason }, { timeZone, lastPublishedAt, now: new Date() });
  const messages = error ? serverMessages(error, ['firstPublishedAt', 'reason']) : {};
  const isSame = wallClock === toWallClock(firstPublishedAt, timeZone);

  const errorOf = (field: FieldName): string | undefined => {
    const problem = problems[field];
    // A wrong date is reported while it is typed; a missing reason only after the first attempt to send.
    const isShown = problem && (isSubmitted || field === 'firstPublishedAt');
    if (!isShown) return messages[field];
    return t(problem, { last: moment(lastPublishedAt, timeZone), most: maxReasonLength });
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // React passes the event on to the form of the document, although the dialog is in a portal.
    event.stopPropagation();
    setIsSubmitted(true);
    if (!at || isSame || Object.keys(problems).length > 0) return;
    const answer = await backdate({
      ...documentRef,
      firstPublishedAt: at.toISOString(),
      reason: reason.trim(),
    });
    if ('error' in answer) return;
    toggleNotification({ type: 'success', message: t('backdate.done') });
    onDone();
  };

  return {
    wallClock,
    setWallClock,
    reason,
    setReason,
    /** The new date; `undefined` as long as the field does not hold an allowed one. */
    newDate: problems.firstPublishedAt ? undefined : at,
    /** Whether the date in the field is the one that the document has. */
    isSame,
    errorOf,
    /** What the server says that belongs to no field. */
    generalError: messages[''],
    isLoading,
    submit,
  };
};
