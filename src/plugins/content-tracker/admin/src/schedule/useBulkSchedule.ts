import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { ScheduledKind } from '../../../shared/schedule-answers';
import type { DocumentRef } from '../api';
import { useTexts } from '../texts';
import { useTrackerSetScheduleMutation } from './api';
import { changesIn, fillIn, noTimes, problemsIn, type Filled } from './schedule-rules';
import { serverProblems } from './server-problems';
import { useFieldLabels } from './useFieldLabels';

export interface BulkDocument {
  readonly documentRef: DocumentRef;
  readonly title: string;
}

/** The answer for one document; without a problem it was scheduled. */
export interface BulkAnswer {
  readonly document: BulkDocument;
  readonly problem: string | undefined;
}

export interface BulkOptions {
  readonly uid: string;
  readonly documents: readonly BulkDocument[];
  readonly timeZone: string;
}

/** The state of the form that schedules several documents, one after the other. */
export const useBulkSchedule = ({ uid, documents, timeZone }: BulkOptions) => {
  const { t } = useTexts();
  const labelOf = useFieldLabels(uid);
  const [set] = useTrackerSetScheduleMutation();
  const [filled, setFilled] = useState<Filled>({ times: noTimes, incomplete: [] });
  const { times } = filled;
  const [answers, setAnswers] = useState<readonly BulkAnswer[]>([]);
  const [isRunning, setIsRunning] = useState(false);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);

  const changes = changesIn(times, noTimes, timeZone);
  const problems = problemsIn(filled, noTimes, { timeZone, nowMs: Date.now() });

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    event.stopPropagation();
    if (!changes || Object.keys(problems).length > 0) return;
    setIsRunning(true);
    setAnswers([]);
    for (const document of documents) {
      // Who closes the dialog stops it.
      if (!isOpen.current) return;
      const answer = await set({ ...document.documentRef, changes });
      const refused = 'error' in answer ? serverProblems(answer.error, { t, labelOf }) : {};
      const problem = Object.values(refused).join('; ') || undefined;
      setAnswers((before) => [...before, { document, problem }]);
    }
    setIsRunning(false);
  };

  return {
    times,
    change: (kind: ScheduledKind, wallClock: string, isIncomplete: boolean): void => {
      if (wallClock !== times[kind]) setAnswers([]);
      setFilled((before) => fillIn(before, kind, wallClock, isIncomplete));
    },
    changes,
    problems,
    errorOf: (kind: ScheduledKind): string | undefined => {
      const problem = problems[kind];
      return problem && t(problem);
    },
    answers,
    isRunning,
    isDone: !isRunning && answers.length > 0,
    submit,
  };
};
