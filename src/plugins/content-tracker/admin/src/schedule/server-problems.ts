import type { ScheduledKind } from '../../../shared/schedule-answers';
import type { TextId, Texts } from '../texts';

interface Refusal {
  readonly status?: number;
  readonly message?: string;
  readonly details?: { readonly errors?: readonly Problem[] };
}
interface Problem {
  readonly path?: readonly (string | number)[];
  readonly message: string;
}

/** The server's sentences about the two fields. */
const known: readonly (readonly [RegExp, TextId])[] = [
  [/must be in the future$/, 'schedule.future'],
  [/must be at most/, 'schedule.tooFar'],
  [/must be after/, 'schedule.order'],
];

const fields: Readonly<Record<string, ScheduledKind>> = { publishAt: 'publish', unpublishAt: 'unpublish' };

const isAbsent = (message: string): boolean =>
  /must be defined|is required|cannot be (null|empty)|must not be (null|empty)|at least 1 char|final value was: `null`/.test(
    message,
  );

/** What a text needs to name the fields of a document. */
export interface Wording {
  readonly t: Texts['t'];
  /** The label of a field in the form of the document. */
  readonly labelOf: (field: string) => string;
}

/** What is wrong with the document: it would not be published by hand either. */
const draftProblem = (problems: readonly Problem[], { t, labelOf }: Wording): string => {
  const said = problems.map(({ path = [], message }) => {
    const field = labelOf(String(path[0]));
    return isAbsent(message)
      ? t('schedule.required', { field })
      : t('schedule.wrong', { field, problem: message });
  });
  return t('schedule.draftInvalid', { problems: [...new Set(said)].join('; ') });
};

const generalProblem = ({ status, message = '' }: Refusal, { t }: Wording): string => {
  if (status === 403) return t('schedule.forbidden');
  if (status === 404) return t('schedule.notFound');
  return status === 400 && message !== '' ? message : t('schedule.error');
};

/** What the server refused, by field, in the editor's language. What belongs to no field is under `''`. */
export const serverProblems = (
  error: unknown,
  wording: Wording,
): Partial<Record<ScheduledKind | '', string>> => {
  const refusal = (error ?? {}) as Refusal;
  const problems = (refusal.details?.errors ?? []).filter(({ path }) => path && path.length > 0);
  if (problems.length === 0) return { '': generalProblem(refusal, wording) };
  if (problems.some(({ path }) => path?.[0] === 'draftUpdatedAt')) {
    return { '': wording.t('schedule.changedSince') };
  }
  const ofDraft = problems.filter(({ path }) => !(String(path?.[0]) in fields));
  if (ofDraft.length > 0) return { publish: draftProblem(ofDraft, wording) };
  return Object.fromEntries(
    problems.map(({ path, message }) => {
      const id = known.find(([pattern]) => pattern.test(message))?.[1];
      return [fields[String(path?.[0])], id ? wording.t(id) : message];
    }),
  );
};
