import { problemsWith, refusalsOf } from '../../../src/plugins/content-tracker/admin/src/panel/correction';

describe('the correction of a date', () => {
  const against = {
    timeZone: 'Asia/Ho_Chi_Minh',
    lastPublishedAt: '2026-11-20T00:00:00Z',
    now: new Date('2026-11-24T00:00:00Z'),
  };
  it.each([
    ['2016-10-07T11:35', 'In báo', {}],
    ['2026-11-20T07:00', 'In báo', {}],
    ['2026-11-20T07:01', 'In báo', { firstPublishedAt: 'correct.afterLast' }],
    ['2026-11-24T07:01', 'In báo', { firstPublishedAt: 'correct.future' }],
    ['1599-12-31T12:00', 'In báo', { firstPublishedAt: 'correct.tooEarly' }],
    ['', ' ', { firstPublishedAt: 'correct.needsDate', reason: 'correct.needsReason' }],
    ['2016-10-07T11:35', 'x'.repeat(501), { reason: 'correct.longReason' }],
  ])('to %s because of "%.10s"', (wallClock, reason, problems) => {
    expect(problemsWith({ wallClock, reason }, against)).toEqual(problems);
  });

  it('puts what the server refuses to its field, or below the form', () => {
    const error = (path: string[]) => ({ details: { errors: [{ path, message: 'no' }] } });
    expect(refusalsOf(error(['reason']))).toEqual({ reason: 'no' });
    expect(refusalsOf(error(['documentId']))).toEqual({ '': 'no' });
    expect(refusalsOf({ message: 'Forbidden' })).toEqual({ '': 'Forbidden' });
  });
});
