import { createVisitorKeys } from '../../../src/plugins/content-tracker/server/src/reporting/visitor';

const at = (time: string) => Date.parse(`2026-01-01T${time}Z`);

describe('the key of a visitor and a document', () => {
  const clock = { now: at('10:00:00') };
  let salts = 0;
  const traceOf = createVisitorKeys({
    now: () => clock.now,
    random: (bytes) => Buffer.alloc(bytes, (salts += 1)),
  });
  const trace = (address = '2001:db8::1', agent = 'A', document = 'd') =>
    traceOf(address, agent, document).join();

  it('is the same for one household, agent and document on one day only', () => {
    const first = trace();
    expect(trace('2001:db8::2')).toBe(first);
    expect(
      new Set([first, trace('2001:db8:0:1::1'), trace(undefined, 'B'), trace(undefined, undefined, 'e')])
        .size,
    ).toBe(4);
    clock.now = Date.parse('2026-01-01T23:59:59.999Z');
    expect(trace()).toBe(first);
    clock.now += 1;
    expect(trace()).not.toBe(first);
  });
});
