import {
  problemsIn,
  serverMessages,
} from '../../../src/plugins/content-tracker/admin/src/panel/backdate-rules';

describe('the form that backdates a document', () => {
  const against = {
    timeZone: 'Asia/Ho_Chi_Minh',
    lastPublishedAt: '2026-11-20T00:00:00Z',
    now: new Date('2026-11-24T00:00:00Z'),
  };
  it.each([
    ['2016-10-07T11:35', 'In báo', {}],
    ['2026-11-20T07:00', 'In báo', {}],
    ['2026-11-20T07:01', 'In báo', { firstPublishedAt: 'backdate.afterLast' }],
    ['2026-11-24T07:01', 'In báo', { firstPublishedAt: 'backdate.future' }],
    ['1599-12-31T12:00', 'In báo', { firstPublishedAt: 'backdate.tooEarly' }],
    ['', ' ', { firstPublishedAt: 'backdate.needsDate', reason: 'backdate.needsReason' }],
    ['2016-10-07T11:35', 'x'.repeat(501), { reason: 'backdate.longReason' }],
  ])('says what is wrong with the date %s and the reason "%.10s"', (wallClock, reason, problems) => {
    expect(problemsIn({ wallClock, reason }, against)).toEqual(problems);
  });

  it('shows an error of the server at its field, or below the form where no field fits', () => {
    const error = (path: string[]) => ({ details: { errors: [{ path, message: 'no' }] } });
    expect(serverMessages(error(['reason']))).toEqual({ reason: 'no' });
    expect(serverMessages(error(['documentId']))).toEqual({ '': 'no' });
    expect(serverMessages({ message: 'Forbidden' })).toEqual({ '': 'Forbidden' });
  });
});
