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
    traceOf(address, agent, document).visitor.join();

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

  it('comes with keys of the household that are the same for all its visitors', () => {
    const [first, second] = [traceOf('2001:db8::1', 'A', 'd'), traceOf('2001:db8::2', 'B', 'd')];
    expect(second.visitor).not.toEqual(first.visitor);
    expect(second.household).toEqual(first.household);
    expect(second.householdAndDocument).toEqual(first.householdAndDocument);
    const other = traceOf('2001:db8::1', 'A', 'e');
    expect(other.household).toEqual(first.household);
    expect(other.householdAndDocument).not.toEqual(first.householdAndDocument);
    expect(traceOf('2001:db8:0:1::1', 'A', 'd').household).not.toEqual(first.household);
  });
});
