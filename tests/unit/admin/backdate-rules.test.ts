import { problemsIn } from '../../../src/plugins/content-tracker/admin/src/panel/backdate-rules';
import { serverMessages } from '../../../src/plugins/content-tracker/admin/src/panel/server-messages';

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
    ['', ' ', { firstPublishedAt: 'backdate.needsDate', reason: 'reason.needed' }],
    ['2016-10-07T11:35', 'x'.repeat(501), { reason: 'reason.tooLong' }],
  ])('says what is wrong with the date %s and the reason "%.10s"', (wallClock, reason, problems) => {
    expect(problemsIn({ wallClock, reason }, against)).toEqual(problems);
  });

  it('shows an error of the server at its field, or below the form where no field fits', () => {
    const error = (path: string[]) => ({ details: { errors: [{ path, message: 'no' }] } });
    const fields = ['firstPublishedAt', 'reason'];
    expect(serverMessages(error(['reason']), fields)).toEqual({ reason: 'no' });
    expect(serverMessages(error(['documentId']), fields)).toEqual({ '': 'no' });
    expect(serverMessages({ message: 'Forbidden' }, fields)).toEqual({ '': 'Forbidden' });
  });
});
