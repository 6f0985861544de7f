import { createErrorLog } from '../../../src/plugins/kit/src/error-log';

const lost = () =>
  Object.assign(new Error("insert into views values ('a - b') - read ECONNRESET"), { code: 'ECONNRESET' });

describe('a log of errors', () => {
  let written: string[];
  let log: ReturnType<typeof createErrorLog>;

  beforeEach(() => {
    jest.useFakeTimers();
    written = [];
    log = createErrorLog({ write: (text) => written.push(text) });
  });
  afterEach(() => jest.useRealTimers());

  it('logs a repeated error once, and after ten seconds how often it was repeated', () => {
    for (let i = 0; i < 5_000; i += 1) log('counting failed', lost());
    expect(written).toEqual(['counting failed: read ECONNRESET (ECONNRESET)']);
    jest.advanceTimersByTime(10_000);
    expect(written.slice(1)).toEqual([
      'counting failed: read ECONNRESET (ECONNRESET): 4999 more times within 10 s',
    ]);
  });

  it('goes on counting while the error lasts, and logs it in full again after a pause', () => {
    log('counting failed', lost());
    log('counting failed', lost());
    jest.advanceTimersByTime(10_000);
    log('counting failed', lost());
    expect(written).toHaveLength(2);
    jest.advanceTimersByTime(10_000);
    expect(written[2]).toMatch(/1 more times/);
    jest.advanceTimersByTime(20_000);
    log('counting failed', lost());
    expect(written[3]).toBe(written[0]);
  });

  it('tells two errors apart by what failed and by why', () => {
    log('counting failed', lost());
    log('sending failed', lost());
    log('counting failed', new Error('other'));
    expect(written).toHaveLength(3);
  });

  it('logs a stack for a fault of the code, and none for a fault of the database', () => {
    log('counting failed', lost());
    log('counting failed', new TypeError('x is not a function'));
    expect(written[0]).not.toMatch(/\n/);
    expect(written[1]).toMatch(/^counting failed: x is not a function\n.*TypeError.*\n\s+at /s);
  });

  it('logs thrown values that are no Error', () => {
    log('counting failed', 'a text');
    expect(written).toEqual(['counting failed: a text']);
  });
});
