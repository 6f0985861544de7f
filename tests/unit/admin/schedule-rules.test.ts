import {
  changesIn,
  fillIn,
  noTimes,
  problemsIn,
  timesOf,
} from '../../../src/plugins/content-tracker/admin/src/schedule/schedule-rules';
import { serverProblems } from '../../../src/plugins/content-tracker/admin/src/schedule/server-problems';
import { troubleText } from '../../../src/plugins/content-tracker/admin/src/schedule/waiting';
import { problemWithTimes } from '../../../src/plugins/content-tracker/server/src/schedule/request';
import { heldBecause, missedBecause } from '../../../src/plugins/content-tracker/shared/reasons';
import { datesIn } from '../../../src/plugins/kit/src/admin/dates';

const timeZone = 'Asia/Ho_Chi_Minh';
const nowMs = Date.parse('2026-11-27T00:00:00Z');
/** As the texts would be looked up, with the values beside the id. */
const t = (id: string, values: object = {}): string => [id, ...Object.values(values)].join(' ');

describe('the form that schedules a document', () => {
  const action = {
    state: 'pending',
    at: '2026-11-30T01:00:30Z',
    owner: { id: '1', name: 'Lan' },
    scheduledAt: '2026-11-26T00:00:00Z',
    attempts: 0,
    reason: null,
  } as const;
  const before = timesOf(
    { type: 'article', documentId: 'a', locale: 'vi', publish: action, unpublish: null },
    timeZone,
  );

  it('begins with what is scheduled, on the clock of the site', () => {
    expect(before).toEqual({ publish: '2026-11-30T08:00', unpublish: '' });
  });

  it.each([
    [{}, undefined],
    [{ publish: '2026-11-30T09:00' }, { publishAt: '2026-11-30T02:00:00.000Z' }],
    [{ publish: '' }, { publishAt: null }],
    [{ unpublish: '2026-12-01T08:00' }, { unpublishAt: '2026-12-01T01:00:00.000Z' }],
  ])('sends only what was changed: %j', (changed, sent) => {
    expect(changesIn({ ...before, ...changed }, before, timeZone)).toEqual(sent);
  });

  it.each([
    [{ publish: '2026-11-27T07:00' }, { publish: 'schedule.future' }],
    [{ publish: '2026-11-27T07:01' }, {}],
    [{ unpublish: '2036-11-25T07:01' }, { unpublish: 'schedule.tooFar' }],
    [{ unpublish: '12036-11-25T07:01' }, { unpublish: 'schedule.tooFar' }],
    [{ unpublish: '2026-11-30T08:00' }, { unpublish: 'schedule.order' }],
    [{ unpublish: '2026-11-30T08:01' }, {}],
    [{ publish: '', unpublish: '2026-11-28T08:00' }, {}],
  ])('says what is wrong with %j', (changed, problems) => {
    const filled = { times: { ...before, ...changed }, incomplete: [] };
    expect(problemsIn(filled, before, { timeZone, nowMs })).toEqual(problems);
  });

  it('does not take a time of which a part is missing for one that was taken away', () => {
    const filled = fillIn({ times: before, incomplete: [] }, 'publish', '', true);
    expect(problemsIn(filled, before, { timeZone, nowMs })).toEqual({ publish: 'schedule.incomplete' });
    const completed = fillIn(filled, 'publish', '2026-11-30T09:00', false);
    expect(problemsIn(completed, before, { timeZone, nowMs })).toEqual({});
    const emptied = fillIn(filled, 'publish', '', false);
    expect(problemsIn(emptied, before, { timeZone, nowMs })).toEqual({});
  });

  it('leaves a time alone that has passed while nobody confirmed it', () => {
    const past = { publish: '2026-11-20T08:00', unpublish: '' };
    for (const times of [{ ...past, unpublish: '2026-12-01T08:00' }, noTimes]) {
      expect(problemsIn({ times, incomplete: [] }, past, { timeZone, nowMs })).toEqual({});
    }
  });
});

describe('what the server refuses', () => {
  const labelOf = (field: string) => field.toUpperCase();
  const problemsOf = (...errors: object[]) =>
    serverProblems({ status: 400, message: '…', details: { errors } }, { t, labelOf });

  const now = new Date(nowMs);
  const inYears = (years: number): Date => new Date(nowMs + years * 365 * 86_400_000);
  it.each([
    [{ publish: now, unpublish: undefined }, { publish: 'schedule.future' }],
    [{ publish: undefined, unpublish: now }, { unpublish: 'schedule.future' }],
    [{ publish: inYears(11), unpublish: undefined }, { publish: 'schedule.tooFar' }],
    [{ publish: inYears(2), unpublish: inYears(1) }, { unpublish: 'schedule.order' }],
  ])('stands at its field, in the language of the editor: %#', (wanted, texts) => {
    expect(problemsOf(problemWithTimes(wanted, {}, now) as object)).toEqual(texts);
  });

  it('names the fields of a draft that cannot be published', () => {
    const { publish } = problemsOf(
      { path: ['body'], message: 'body must be a `string` type, but the final value was: `null`.' },
      { path: ['slug'], message: 'This attribute must be unique' },
    );
    expect(publish).toBe(
      'schedule.draftInvalid schedule.required BODY; schedule.wrong SLUG This attribute must be unique',
    );
  });

  it.each([
    [{ status: 403, message: 'Forbidden' }, 'schedule.forbidden'],
    [{ status: 404, message: 'Not Found' }, 'schedule.notFound'],
    [{ status: 500, message: 'Internal Server Error' }, 'schedule.error'],
    [{ status: 400, message: 'A hook of the site refused this' }, 'A hook of the site refused this'],
    [undefined, 'schedule.error'],
  ])('is said below the form where no field fits: %j', (error, text) => {
    expect(serverProblems(error, { t, labelOf })).toEqual({ '': text });
  });
});

describe('why an action waits for a person', () => {
  it.each([
    ['held', heldBecause.changed, 'scheduled.state.held: scheduled.reason.changed'],
    ['held', heldBecause.gone, 'scheduled.state.held: scheduled.reason.gone'],
    ['held', heldBecause.imported, 'scheduled.state.held: scheduled.reason.imported'],
    ['held', heldBecause.returned, 'scheduled.state.held: scheduled.reason.returned'],
    ['missed', missedBecause(24), 'scheduled.state.missed: scheduled.reason.late 24'],
    ['missed', missedBecause(0), 'scheduled.state.missed: scheduled.reason.lateByMinute'],
    ['failed', 'body must be defined.', 'scheduled.state.failed: body must be defined.'],
    ['pending', 'body must be defined.', 'schedule.retried: body must be defined.'],
    ['pending', null, undefined],
  ] as const)('%s because %s', (state, reason, text) => {
    expect(troubleText({ state, reason }, t)).toBe(text);
  });
});

it.each([
  ['en', 'Monday, 30 November 2026 at 08:00 (GMT+7)'],
  ['vi', '08:00 thứ Hai, ngày 30/11/2026 (GMT+7)'],
])('a moment in words, in %s', (locale, text) => {
  expect(datesIn(locale).inWords('2026-11-30T01:00:00Z', timeZone)).toBe(text);
});
