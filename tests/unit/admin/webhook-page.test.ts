import { readView, writeView } from '../../../src/plugins/webhook-delivery/admin/src/deliveries/view';
import { conditionOf } from '../../../src/plugins/webhook-delivery/admin/src/endpoints/condition';
import { relativeTo } from '../../../src/plugins/webhook-delivery/admin/src/relative';
import { aboutOf } from '../../../src/plugins/webhook-delivery/server/src/admin-api/summary';

describe('how far away a moment is', () => {
  it.each([
    [0, 0, 'second'],
    [-999, 0, 'second'],
    [-59_999, -59, 'second'],
    [60_000, 1, 'minute'],
    [-3_599_999, -59, 'minute'],
    [7_200_000, 2, 'hour'],
    [-86_400_000, -1, 'day'],
  ])('%i ms are %i %ss', (ms, value, unit) => {
    expect(relativeTo(1e12 + ms, 1e12)).toEqual({ value, unit });
  });
});

describe('the address of a list', () => {
  it('survives being written and read', () => {
    const view = {
      endpoint: 3,
      state: 'failed',
      event: 'entry.publish',
      page: 4,
      pageSize: 50,
      delivery: 12,
    } as const;
    expect(readView(writeView(view))).toEqual(view);
  });

  it.each(['', 'endpoint=x&state=lost&page=0&pageSize=7&delivery=-1', 'endpoint=1e3&page=1.5'])(
    'shows everything where it says %p',
    (address) => {
      expect(readView(new URLSearchParams(address))).toEqual({ page: 1, pageSize: 25 });
    },
  );
});

describe('how an endpoint is doing', () => {
  const since = '2026-01-31T08:00:00.000Z';
  const well = {
    isEnabled: true,
    failingSince: null,
    switchedOffAt: null,
    switchedOffBecause: null,
    delivered: 1,
  };
  it.each([
    [{ delivered: 0 }, { kind: 'ready' }],
    [{}, { kind: 'working' }],
    [{ failingSince: since }, { kind: 'failing', since }],
    [{ isEnabled: false }, { kind: 'off' }],
    [{ isEnabled: false, failingSince: since }, { kind: 'off' }],
    [
      { isEnabled: false, switchedOffAt: since, switchedOffBecause: 'failing' as const },
      { kind: 'givenUp', since },
    ],
    [
      { isEnabled: false, switchedOffAt: since, switchedOffBecause: 'gone' as const },
      { kind: 'gone', since },
    ],
  ])('with %j', (change, expected) => {
    expect(conditionOf({ ...well, ...change } as never)).toEqual(expected);
  });
});

describe('what a message is about', () => {
  it.each([
    ['{"model":"article","entry":{"title":"Chợ nổi","locale":"vi"}}', 'Chợ nổi', 'article', 'vi'],
    ['{"model":"author","entry":{"name":"Nguyễn Hương","slug":"x"}}', 'Nguyễn Hương', 'author', null],
    ['{"media":{"name":"lua.jpg"}}', 'lua.jpg', null, null],
    ['{"entry":{"title":"  ","slug":"lua"}}', 'lua', null, null],
    ['{"entry":null}', null, null, null],
    ['[1]', null, null, null],
    ['not JSON', null, null, null],
    [
      '{"uid":"api::story.story","entry":{"section":"Sport","title":"x","headline":"Chợ nổi"}}',
      'Chợ nổi',
      null,
      null,
    ],
  ])('%s', async (body, title, model, locale) => {
    expect(await aboutOf(body, async () => 'headline')).toEqual({ title, model, locale });
  });

  it('keeps titles short', async () => {
    const body = JSON.stringify({ entry: { title: 'a'.repeat(500) } });
    expect((await aboutOf(body, async () => 'title')).title).toHaveLength(200);
  });
});
