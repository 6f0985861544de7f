import { fateOf, nextAttempt } from '../../../src/plugins/content-tracker/server/src/schedule/rules';
import { readDays } from '../../../src/plugins/content-tracker/server/src/schedule/calendar';
import {
  problemWithTimes,
  readWanted,
} from '../../../src/plugins/content-tracker/server/src/schedule/request';

const hourMs = 3_600_000;
const now = Date.parse('2026-11-26T08:00:00Z');

describe('an action that is due', () => {
  const late = (ms: number) => ({ dueAt: now - ms, nextAt: now - ms });
  const publish = (hoursLate: number) => ({ kind: 'publish', ...late(hoursLate * hourMs) }) as const;
  const unpublish = (hoursLate: number) => ({ kind: 'unpublish', ...late(hoursLate * hourMs) }) as const;

  it.each([
    ['a publication in time is carried out', publish(0), undefined, 'carry out'],
    ['a publication that is a day late is carried out', publish(24), undefined, 'carry out'],
    ['a publication that is later is missed', publish(24.001), undefined, 'miss'],
    ['an unpublication is carried out however late', unpublish(1000), undefined, 'carry out'],
    ['of both that are due only the unpublication is', publish(2), unpublish(1), 'withdraw'],
    ['an unpublication beside a publication is carried out', unpublish(1), publish(2), 'carry out'],
    ['an unpublication that is not due yet changes nothing', publish(2), unpublish(-1), 'carry out'],
  ] as const)('%s', (_, action, other, fate) => {
    expect(fateOf(action, other, now, 24)).toBe(fate);
  });

  it.each([
    [1, 'carry out'],
    [59_999, 'carry out'],
    [60_001, 'miss'],
  ])('that is %d ms late where nothing is caught up on: %s', (lateMs, fate) => {
    expect(fateOf({ kind: 'publish', ...late(lateMs) }, undefined, now, 0)).toBe(fate);
  });

  it('is not late where it is tried again after a failure', () => {
    const retried = { ...publish(1), nextAt: now };
    expect(fateOf(retried, undefined, now, 0)).toBe('carry out');
  });

  it('is tried again after 1, 5 and 15 minutes, and not any more', () => {
    const minutes = [1, 2, 3, 4].map((attempts) => {
      const at = nextAttempt(attempts, now);
      return at && (at - now) / 60_000;
    });
    expect(minutes).toEqual([1, 5, 15, undefined]);
  });
});

describe('days of the calendar', () => {
  it.each([
    ['Asia/Ho_Chi_Minh', '2026-11-01', '2026-11-30', '2026-10-31T17:00:00Z', '2026-11-30T17:00:00Z'],
    ['Europe/Paris', '2026-03-29', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['Europe/Paris', '2026-10-25', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    ['Europe/Paris', '2026-03-01', '2026-03-31', '2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z'],
  ])('in %s, from %s to %s', (timeZone, from, to, begin, end) => {
    const { fromMs, toMs } = readDays({ from, to }, timeZone);
    expect([fromMs, toMs].map((ms) => new Date(ms).toISOString())).toEqual(
      [begin, end].map((at) => new Date(at).toISOString()),
    );
  });
});

describe('what is to be scheduled', () => {
  it.each([
    [{}, 'publishAt or unpublishAt is required'],
    [
      { publishAt: 'tomorrow' },
      'publishAt must be a moment such as 2026-01-31T08:00:00+07:00, or null to withdraw it',
    ],
    [
      { unpublishAt: 5 },
      'unpublishAt must be a moment such as 2026-01-31T08:00:00+07:00, or null to withdraw it',
    ],
  ])('is refused: %j', (given, message) => {
    expect(readWanted(given)).toMatchObject({ message });
  });

  const later = new Date(now + hourMs);
  const latest = new Date(now + 2 * hourMs);
  it.each([
    [{ publish: later, unpublish: undefined }, {}, undefined],
    [{ publish: later, unpublish: latest }, {}, undefined],
    [{ publish: new Date(now), unpublish: undefined }, {}, 'publishAt must be in the future'],
    [{ publish: latest, unpublish: later }, {}, 'unpublishAt must be after publishAt'],
    [{ publish: undefined, unpublish: later }, { publish: latest }, 'unpublishAt must be after publishAt'],
    [{ publish: null, unpublish: later }, { publish: latest }, undefined],
    [{ publish: latest, unpublish: null }, { unpublish: later }, undefined],
    [
      { publish: new Date(now + 3651 * 24 * hourMs), unpublish: undefined },
      {},
      'publishAt must be at most 3650 days ahead',
    ],
  ])('is measured against the time and what is open: %#', (wanted, open, message) => {
    expect(problemWithTimes(wanted, open, new Date(now))?.message).toBe(message);
  });
});
