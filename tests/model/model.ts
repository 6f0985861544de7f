// What DESIGN.md (§5, §6) and the plugin's README promise of dates, log and counts, in memory and without
// regard to how the plugin does it. Moments are the names of steps: no clock has a part in this.

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

/** The step in which something happened, `step 2`, or the moment that a correction gave, `given in step 2`. */
export type Moment = string;

/** The moment that a correction gives in a step. */
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
export interface Edition {
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
  /** Deleted, and not published anew since. */
  readonly isOver: boolean;
}

export type Document = Readonly<Record<Locale, Edition>>;

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

const nothing: Edition = {
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

const drafted = (version: Version): Edition => ({ ...nothing, draft: version });
const datesOf = ({ firstPublishedAt, published }: Edition): Dates => ({
  first: firstPublishedAt,
  last: published?.publishedAt ?? null,
});

/** What becomes of an edition in a step; `undefined` where Strapi, or the tracker, refuses. */
type Rule = (edition: Edition, step: Moment, isDocumentThere: boolean) => Edition | undefined;

const publish: Rule = (edition, step) => {
  const { draft, timeline, isOver, log } = edition;
  if (!draft) return undefined;
  const first = edition.firstPublishedAt ?? step;
  const before = isOver ? null : timeline;
  const action = before ? 'republished' : 'published';
  const after = { first, last: step };
  const line = say({ at: step, action, title: draft.title, before: datesOf(edition), after, reason: null });
  return {
    ...edition,
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

/** Strapi has one call for both: what is not there in this language is added. */
const editOrAdd: Rule = (edition, step, isDocumentThere) =>
  isDocumentThere ? { ...edition, draft: { title: step, updatedAt: step } } : undefined;

const unpublish: Rule = (edition, step) => {
  const { draft, published, firstPublishedAt, timeline, log } = edition;
  if (!draft || !published || !timeline) return undefined;
  const after = { first: firstPublishedAt, last: null };
  const { title } = draft;
  const line = say({ at: step, action: 'unpublished', title, before: datesOf(edition), after, reason: null });
  return {
    ...edition,
    published: null,
    log: [...log, line],
    timeline: { ...timeline, unpublishedAt: step },
    loggedTitle: title,
  };
};

const discard: Rule = (edition) => {
  if (!edition.published) return undefined;
  const { title, updatedAt } = edition.published;
  return { ...edition, draft: { title, updatedAt } };
};

const backdate: Rule = (edition, step) => {
  const { published, timeline, log } = edition;
  if (!published || !timeline) return undefined;
  const first = givenIn(step);
  const { title } = published;
  const before = datesOf(edition);
  const after = { ...before, first };
  const line = say({ at: step, action: 'backdated', title, before, after, reason: reasonIn(step) });
  return {
    ...edition,
    firstPublishedAt: first,
    log: [...log, line],
    timeline: { ...timeline, firstPublishedAt: first },
    loggedTitle: title,
  };
};

/** The rows and the counts go; the log and what it tells stay. */
const remove: Rule = (edition, step) => {
  const { draft, published, timeline, log, loggedTitle: title, isOver } = edition;
  if (!draft) return undefined;
  if (!timeline || isOver) return { ...nothing, timeline, log, loggedTitle: title, isOver };
  const before = datesOf(edition);
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

/** Applies a rule to some languages of a document; refused where it is in all of them. */
const applyTo = (
  document: Document,
  some: readonly Locale[],
  rule: Rule,
  step: Moment,
): Document | undefined => {
  const after = some.map((locale) => [locale, rule(document[locale], step, isThere(document))] as const);
  const changed = after.filter(([, edition]) => edition !== undefined);
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

/** Which document an action is meant for. */
export const targetOf = (documents: number, { back }: Action): number => Math.max(0, documents - 1 - back);

/** What becomes of the documents when an action is tried. */
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

/** What becomes of the newest document when this many readers open it: counted where they can see it. */
export const read = (state: State, locale: Locale, readers: number): { state: State; isFound: boolean } => {
  const target = state.length - 1;
  const document = state[target] as Document;
  const edition = document[locale];
  if (!edition.published) return { state, isFound: false };
  const views = (edition.views ?? 0) + readers;
  return { state: state.with(target, { ...document, [locale]: { ...edition, views } }), isFound: true };
};
