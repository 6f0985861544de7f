import { problemsOf } from '../../../src/api/event/rules';

describe('the rules of an event', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));

  it.each([
    [{}, []],
    [{ startsAt: at(1), endsAt: at(1) }, []],
    [{ startsAt: at(1), endsAt: at(2).toISOString() }, []],
    [{ startsAt: at(2), endsAt: at(1) }, ['endsAt']],
    [{ startsAt: at(2).toISOString(), endsAt: at(1).getTime() }, ['endsAt']],
    [{ endsAt: at(1), startsAt: null }, []],
    [{ timeZone: 'Europe/Paris' }, []],
    [{ timeZone: 'UTC' }, []],
    [{ timeZone: '' }, ['timeZone']],
    [{ timeZone: 'Hanoi' }, ['timeZone']],
    [{ startsAt: at(2), endsAt: at(1), timeZone: 'x' }, ['endsAt', 'timeZone']],
  ])('of %j name the wrong fields: %j', (event, fields) => {
    expect(problemsOf(event).map(({ path }) => path[0])).toEqual(fields);
  });
});
