// A model in memory of what the plugin's README promises about dates, log and counts. It knows nothing of how the
// plugin works. Its times are the names of steps, so it needs no clock.

export const locales = ['vi', 'en'] as const;
export type Locale = (typeof locales)[number];

export const actionNames = [
  'publish',
  'edit',
  'publish all locales',
  'unpublish',
  'discard',
  'clone',
  'add locale',
  'delete locale',
  'delete',
  'backdate',
] as const;
export type ActionName = (typeof actionNames)[number];

export interface Action {
  readonly name: ActionName;
  readonly locale: Locale;
  /** 0: the newest document, which after a clone is the clone; 1: the one before it, where there is one. */
  readonly back: number;
}

/** The name of a time: the step in which something happened, `step 2`, or the date that a step backdated to,
 * `given in step 2`. */
export type Moment = string;

/** The name of the date that a step backdates to. */
export const givenIn = (step: Moment): Moment => `given in ${step}`;

interface Version {
  /** The step in which it was written. */
  readonly title: Moment;
  readonly updatedAt: Moment;
}

export interface Timeline {
  readonly firstPublishedAt: Moment | null;
  readonly lastPublishedAt: Moment | null;
  readonly unpublishedAt: Moment | null;
  readonly timesPublished: number;
}

/** A document in one locale. */
export interface LocaleState {
  readonly draft: Version | null;
  readonly published: (Version & { readonly publishedAt: Moment }) | null;
  readonly firstPublishedAt: Moment | null;
  /** The ledger's total; `null` where it has no row. */
  readonly views: number | null;
  readonly log: readonly string[];
  /** `null` while the log is empty. */
  readonly timeline: Timeline | null;
  /** The title in the last line of the log. */
  readonly loggedTitle: Moment;
  /** Deleted, and not published again since. */
  readonly isOver: boolean;
}

export type Document = Readonly<Record<Locale, LocaleState>>;

/** The documents of a sequence, the oldest first. */
export type State = readonly Document[];

export type Outcome = 'done' | 'refused';

interface Dates {
  readonly first: Moment | null;
  readonly last: Moment | null;
}

interface Line {
  readonly at: Moment;
  readonly action: string;
  readonly title: Moment;
  readonly before: Dates;
  readonly after: Dates;
  readonly reason: string | null;
}

const sayChange = (before: Moment | null, after: Moment | null): string =>
  `${before ?? 'none'} → ${after ?? 'none'}`;

/** A line of the log in words, so that two logs compare as texts. */
export const say = ({ at, action, title, before, after, reason }: Line): string =>
  [
    `${at}: ${action} “${title}”`,
    `first ${sayChange(before.first, after.first)}`,
    `last ${sayChange(before.last, after.last)}`,
    ...(reason === null ? [] : [`because ${reason}`]),
  ].join(', ');

export const reasonIn = (step: Moment): string => `a reason of ${step}`;

const nothing: LocaleState = {
  draft: null,
  published: null,
  firstPublishedAt: null,
  views: null,
  log: [],
  timeline: null,
  loggedTitle: '',
  isOver: false,
};
const noDates: Dates = { first: null, last: null };

const drafted = (version: Version): LocaleState => ({ ...nothing, draft: version });
const datesOf = ({ firstPublishedAt, published }: LocaleState): Dates => ({
  first: firstPublishedAt,
  last: published?.publishedAt ?? null,
});

/** The state of a document in one language after a step; `undefined` where Strapi or the tracker refuses. */
type Rule = (current: LocaleState, step: Moment, isDocumentThere: boolean) => LocaleState | undefined;

const publish: Rule = (current, step) => {
  const { draft, timeline, isOver, log } = current;
  if (!draft) return undefined;
  const first = current.firstPublishedAt ?? step;
  const before = isOver ? null : timeline;
  const action = before ? 'republished' : 'published';
  const after = { first, last: step };
  const line = say({ at: step, action, title: draft.title, before: datesOf(current), after, reason: null });
  return {
    ...current,
    published: { ...draft, publishedAt: step },
    firstPublishedAt: first,
    log: [...log, line],
    timeline: {
      firstPublishedAt: first,
      lastPublishedAt: step,
      unpublishedAt: null,
      timesPublished: (before?.timesPublished ?? 0) + 1,
    },
    loggedTitle: draft.title,
    isOver: false,
  };
};

/** Strapi has one call for both: it adds a language that the document does not have. */
const editOrAdd: Rule = (current, step, isDocumentThere) =>
  isDocumentThere ? { ...current, draft: { title: step, updatedAt: step } } : undefined;

const unpublish: Rule = (current, step) => {
  const { draft, published, firstPublishedAt, timeline, log } = current;
  if (!draft || !published || !timeline) return undefined;
  const after = { first: firstPublishedAt, last: null };
  const { title } = draft;
  const line = say({ at: step, action: 'unpublished', title, before: datesOf(current), after, reason: null });
  return {
    ...current,
    published: null,
    log: [...log, line],
    timeline: { ...timeline, unpublishedAt: step },
    loggedTitle: title,
  };
};

const discard: Rule = (current) => {
  if (!current.published) return undefined;
  const { title, updatedAt } = current.published;
  return { ...current, draft: { title, updatedAt } };
};

const backdate: Rule = (current, step) => {
  const { published, timeline, log } = current;
  if (!published || !timeline) return undefined;
  const first = givenIn(step);
  const { title } = published;
  const before = datesOf(current);
  const after = { ...before, first };
  const line = say({ at: step, action: 'backdated', title, before, after, reason: reasonIn(step) });
  return {
    ...current,
    firstPublishedAt: first,
    log: [...log, line],
    timeline: { ...timeline, firstPublishedAt: first },
    loggedTitle: title,
  };
};

/** Deleting removes rows and counts, and keeps the log. */
const remove: Rule = (current, step) => {
  const { draft, published, timeline, log, loggedTitle: title, isOver } = current;
  if (!draft) return undefined;
  if (!timeline || isOver) return { ...nothing, timeline, log, loggedTitle: title, isOver };
  const before = datesOf(current);
  const line = say({ at: step, action: 'deleted', title, before, after: noDates, reason: null });
  return {
    ...nothing,
    log: [...log, line],
    timeline: { ...timeline, unpublishedAt: published ? step : timeline.unpublishedAt },
    loggedTitle: title,
    isOver: true,
  };
};

const isThere = (document: Document): boolean => locales.some((locale) => document[locale].draft !== null);

/** Applies a rule to languages of a document. `undefined` if it is refused in all of them. */
const applyTo = (
  document: Document,
  some: readonly Locale[],
  rule: Rule,
  step: Moment,
): Document | undefined => {
  const after = some.map((locale) => [locale, rule(document[locale], step, isThere(document))] as const);
  const changed = after.filter(([, current]) => current !== undefined);
  return changed.length > 0
    ? { ...document, ...(Object.fromEntries(changed) as Partial<Document>) }
    : undefined;
};

const rules: Record<Exclude<ActionName, 'clone'>, { rule: Rule; isForAllLocales?: true }> = {
  publish: { rule: publish },
  edit: { rule: editOrAdd },
  'publish all locales': { rule: publish, isForAllLocales: true },
  unpublish: { rule: unpublish },
  discard: { rule: discard },
  'add locale': { rule: editOrAdd },
  'delete locale': { rule: remove },
  delete: { rule: remove, isForAllLocales: true },
  backdate: { rule: backdate },
};

/** A new document with a draft in Vietnamese. */
export const begin = (step: Moment): State => [
  { vi: drafted({ title: step, updatedAt: step }), en: nothing },
];

/** The index of the document that an action is for. */
export const targetOf = (documents: number, { back }: Action): number => Math.max(0, documents - 1 - back);

/** The documents after an action was tried. */
export const apply = (state: State, action: Action, step: Moment): { state: State; outcome: Outcome } => {
  const target = targetOf(state.length, action);
  const document = state[target] as Document;
  const { name, locale } = action;
  if (name === 'clone') {
    const { draft } = document[locale];
    if (!draft) return { state, outcome: 'refused' };
    const clone = { vi: nothing, en: nothing, [locale]: drafted({ title: draft.title, updatedAt: step }) };
    return { state: [...state, clone], outcome: 'done' };
  }
  const { rule, isForAllLocales } = rules[name];
  const after = applyTo(document, isForAllLocales ? locales : [locale], rule, step);
  if (!after) return { state, outcome: 'refused' };
  return { state: state.with(target, after), outcome: 'done' };
};

/** The documents after this many readers opened the newest one. Their views count where it is published. */
export const read = (state: State, locale: Locale, readers: number): { state: State; isFound: boolean } => {
  const target = state.length - 1;
  const document = state[target] as Document;
  const current = document[locale];
  if (!current.published) return { state, isFound: false };
  const views = (current.views ?? 0) + readers;
  return { state: state.with(target, { ...document, [locale]: { ...current, views } }), isFound: true };
};
