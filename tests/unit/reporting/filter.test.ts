import { gzipSync } from 'node:zlib';
import { householdOf } from '../../../src/plugins/content-tracker/server/src/reporting/address';
import { isInRanges } from '../../../src/plugins/kit/src/addresses';
import { beaconScript } from '../../../src/plugins/content-tracker/server/src/reporting/beacon-script';
import { createBotDetector } from '../../../src/plugins/content-tracker/server/src/reporting/bots';
import { createCache } from '../../../src/plugins/content-tracker/server/src/time/cache';
import {
  dayOf,
  hoursOfDay,
  startsOf,
  sumInto,
} from '../../../src/plugins/content-tracker/server/src/time/calendar';
import { refusalOf } from '../../../src/plugins/content-tracker/server/src/reporting/filter';
import { createSeenInMemory } from '../../../src/plugins/content-tracker/server/src/reporting/seen.memory';
import type { Seen } from '../../../src/plugins/content-tracker/server/src/reporting/seen';
import { createTracer, type Trace } from '../../../src/plugins/content-tracker/server/src/reporting/visitor';

const at = (time: string) => Date.parse(`2026-01-01T${time}Z`);

// Every adapter runs this suite.
describe.each<[string, () => Seen]>([['in memory', () => createSeenInMemory(1000)]])(
  'who has been seen, %s',
  (_, create) => {
    const reader: Trace = [1, 2];
    /** Views and unique views of one reader who opens one document at these times. */
    const count = async (times: string[], seen = create()): Promise<[views: number, uniqueViews: number]> => {
      const sightings = [];
      for (const time of times) sightings.push(await seen.open(reader, at(time)));
      return [
        sightings.filter(({ isRepeat }) => !isRepeat).length,
        sightings.filter(({ isUnique }) => isUnique).length,
      ];
    };
    const everyTwentySeconds = Array.from({ length: 180 }, (_, i) =>
      new Date(at('10:00:00') + i * 20_000).toISOString().slice(11, 19),
    );

    it.each([
      [['10:01:00'], [1, 1]],
      [
        ['10:01:00', '10:01:29'],
        [1, 1],
      ],
      [
        ['10:01:00', '10:01:30'],
        [1, 1],
      ],
      [
        ['10:01:00', '10:01:35'],
        [2, 1],
      ],
      [
        ['10:01:00', '10:01:20', '10:01:45'],
        [1, 1],
      ],
      [
        ['10:01:00', '10:01:20', '10:01:51'],
        [2, 1],
      ],
      [
        ['10:59:50', '11:00:10'],
        [1, 1],
      ],
      [
        ['10:59:50', '11:00:10', '11:01:00'],
        [2, 2],
      ],
      [
        ['10:10:00', '10:50:00', '11:10:00'],
        [3, 2],
      ],
      [everyTwentySeconds, [1, 1]],
      // A server's log may tell of an earlier open later.
      [
        ['10:10:00', '10:09:45'],
        [1, 1],
      ],
      [
        ['10:10:00', '10:05:00'],
        [2, 1],
      ],
    ])('counts %j as views and unique views %j', async (times, expected) => {
      expect(await count(times)).toEqual(expected);
    });

    it('keeps readers and documents apart', async () => {
      const seen = create();
      for (const trace of [
        [1, 2],
        [1, 3],
        [2, 2],
        [0, 0],
      ] as Trace[]) {
        expect(await seen.open(trace, at('10:00:00'))).toMatchObject({ isRepeat: false, isUnique: true });
        expect(await seen.open(trace, at('10:00:01'))).toMatchObject({ isRepeat: true, isUnique: false });
      }
    });

    it('forgets what was not committed', async () => {
      const seen = create();
      (await seen.open(reader, at('10:00:00'))).forget();
      expect(await seen.open(reader, at('10:00:01'))).toMatchObject({ isRepeat: false, isUnique: true });
      const second = await seen.open(reader, at('10:01:00'));
      expect(second).toMatchObject({ isRepeat: false, isUnique: false });
      second.forget();
      expect(await seen.open(reader, at('10:01:05'))).toMatchObject({ isRepeat: false, isUnique: false });
    });

    it('counts too much rather than too little when it is full', async () => {
      const seen = create();
      const random = () => Math.floor(Math.random() * 2 ** 32);
      const traces = Array.from({ length: 20_000 }, (): Trace => [random(), random()]);
      for (const trace of traces) expect((await seen.open(trace, at('10:00:00'))).isRepeat).toBe(false);
      expect((await seen.open([5, 5], at('10:00:01'))).isRepeat).toBe(false);
      expect((await seen.open([5, 5], at('10:00:02'))).isRepeat).toBe(true);
    });
  },
);

describe('the filter', () => {
  const rules = {
    respectOptOut: true,
    isExcluded: isInRanges(['203.0.113.0/24', '2001:db8::/32', '198.51.100.7']),
    isBot: createBotDetector(['^Uptime']),
  };
  const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const visit = (headers: Record<string, string>, address = '192.0.2.1', agent = browser) => ({
    headers,
    address,
    agent,
  });

  it.each([
    [visit({}), undefined],
    [visit({ 'sec-purpose': 'prefetch;prerender' }), 'prefetch'],
    [visit({ purpose: 'prefetch' }), 'prefetch'],
    [visit({ 'x-moz': 'prefetch' }), 'prefetch'],
    [visit({ 'sec-gpc': '1' }), 'opt-out'],
    [visit({ dnt: '1' }), 'opt-out'],
    [visit({ dnt: '0' }), undefined],
    [visit({ dnt: '1', purpose: 'prefetch' }), 'prefetch'],
    [visit({}, '203.0.113.9'), 'excluded'],
    [visit({}, '::ffff:203.0.113.9'), 'excluded'],
    [visit({}, '2001:db8:1::1'), 'excluded'],
    [visit({}, '198.51.100.7'), 'excluded'],
    [visit({}, '198.51.100.8'), undefined],
    [visit({}, '192.0.2.1', ''), 'bot'],
    [visit({}, '192.0.2.1', 'x'), 'bot'],
    [visit({}, '192.0.2.1', `Mozilla/5.0 ${'x'.repeat(600)}`), 'bot'],
    [
      visit({}, '192.0.2.1', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'),
      'bot',
    ],
    [visit({}, '192.0.2.1', 'curl/8.5.0'), 'bot'],
    [visit({}, '192.0.2.1', 'UptimeWatch 1.0 of our own'), 'bot'],
    [visit({}, '192.0.2.1', 'curl/8.5.0 GoogleTV'), 'bot'],
    [visit({}, '192.0.2.1', Buffer.from(`${browser} 小米/1.0`).toString('latin1')), undefined],
    [
      visit(
        {},
        '192.0.2.1',
        'Mozilla/5.0 (Linux; Android 14; Google TV Streamer) AppleWebKit/537.36 (KHTML, like Gecko) ' +
          'Chrome/126.0.0.0 Safari/537.36',
      ),
      undefined,
    ],
    [
      visit(
        {},
        '192.0.2.1',
        'Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/534.24 (KHTML, like Gecko) Chrome/11.0.696.77 ' +
          'Large Screen Safari/534.24 GoogleTV/000000',
      ),
      undefined,
    ],
  ])('answers %j with %s', (one, reason) => {
    expect(refusalOf(one, rules)).toBe(reason);
  });

  it('lets opted-out readers be counted where the configuration says so', () => {
    expect(refusalOf(visit({ dnt: '1' }), { ...rules, respectOptOut: false })).toBeUndefined();
  });
});

describe('a household', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '8193:3512:1:2'],
    ['2001:db8:1:2::1', '8193:3512:1:2'],
    ['nonsense', 'nonsense'],
  ])('of %s is %s', (address, household) => expect(householdOf(address)).toBe(household));
});

describe('a trace', () => {
  const clock = { now: at('10:00:00') };
  let salts = 0;
  const traceOf = createTracer({
    now: () => clock.now,
    random: (bytes) => Buffer.alloc(bytes, (salts += 1)),
  });
  const trace = (address = '2001:db8::1', agent = 'A', document = 'd') =>
    traceOf(address, agent, document).join();

  it('is the same for one household, agent and document on one day, and another for any other', () => {
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

describe('the calendar', () => {
  it.each([
    ['2016-10-07T16:59:59Z', 'Asia/Ho_Chi_Minh', '2016-10-07'],
    ['2016-10-07T17:00:00Z', 'Asia/Ho_Chi_Minh', '2016-10-08'],
    ['2026-03-28T22:59:59Z', 'Europe/Paris', '2026-03-28'],
    ['2026-03-28T23:00:00Z', 'Europe/Paris', '2026-03-29'],
    ['2026-03-29T22:00:00Z', 'Europe/Paris', '2026-03-30'],
  ])('puts %s in %s on %s', (moment, zone, day) => {
    expect(dayOf(Date.parse(moment), zone)).toBe(Date.parse(day) / 86_400_000);
  });

  it.each([
    ['2026-03-29', 'Europe/Paris', 23],
    ['2026-10-25', 'Europe/Paris', 25],
    ['2026-06-01', 'Europe/Paris', 24],
    ['2026-06-01', 'Asia/Ho_Chi_Minh', 24],
    ['2026-06-01', 'Asia/Kolkata', 24],
  ])('gives %s in %s %d hours, each to one day', (date, zone, hours) => {
    const day = Date.parse(date) / 86_400_000;
    const { fromHour, toHour } = hoursOfDay(day, zone);
    expect(toHour - fromHour).toBe(hours);
    expect(hoursOfDay(day + 1, zone).fromHour).toBe(toHour);
    for (let hour = fromHour; hour < toHour; hour += 1) expect(dayOf(hour * 3_600_000, zone)).toBe(day);
  });

  const list = (from: string, to: string, interval: 'hour' | 'day' | 'week' | 'month', zone: string) =>
    startsOf(Date.parse(from), Date.parse(to), interval, zone, 1000).map((ms) =>
      new Date(ms).toISOString().slice(0, 16),
    );

  it('begins each day where the zone begins it', () => {
    expect(list('2026-03-28T00:00Z', '2026-03-31T00:00Z', 'day', 'Europe/Paris')).toEqual([
      '2026-03-27T23:00',
      '2026-03-28T23:00',
      '2026-03-29T22:00',
      '2026-03-30T22:00',
    ]);
    expect(list('2026-10-24T22:00Z', '2026-10-26T23:00Z', 'day', 'Europe/Paris')).toEqual([
      '2026-10-24T22:00',
      '2026-10-25T23:00',
    ]);
    expect(list('2026-10-24T23:30Z', '2026-10-25T03:00Z', 'hour', 'Europe/Paris')).toEqual([
      '2026-10-24T23:00',
      '2026-10-25T00:00',
      '2026-10-25T01:00',
      '2026-10-25T02:00',
    ]);
    expect(list('2026-01-01T00:00Z', '2026-01-12T00:00Z', 'week', 'UTC')).toEqual([
      '2025-12-29T00:00',
      '2026-01-05T00:00',
    ]);
    expect(list('2026-01-31T20:00Z', '2026-03-01T00:00Z', 'month', 'Asia/Ho_Chi_Minh')).toEqual([
      '2026-01-31T17:00',
      '2026-02-28T17:00',
    ]);
  });

  it('says when there would be too many intervals', () => {
    expect(() => startsOf(0, 3_600_000 * 1001, 'hour', 'UTC', 1000)).toThrow(RangeError);
  });

  it('sums samples into intervals without a gap', () => {
    const sample = (atMs: number) => ({ atMs, views: 1, uniqueViews: 0 });
    expect(sumInto([10, 20, 30], [9, 10, 19, 30, 99].map(sample)).map(({ views }) => views)).toEqual([
      2, 0, 2,
    ]);
  });
});

describe('the cache', () => {
  it('asks once for all within its time, and not again after a failure', async () => {
    const clock = { now: 0 };
    const cache = createCache<number>({ ttlMs: 60, most: 2, now: () => clock.now });
    let asked = 0;
    const ask = async () => (asked += 1);
    expect(await Promise.all([cache('a', ask), cache('a', ask)])).toEqual([1, 1]);
    clock.now = 59;
    expect(await cache('a', ask)).toBe(1);
    clock.now = 60;
    expect(await cache('a', ask)).toBe(2);
    await expect(cache('b', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await cache('b', ask)).toBe(3);
    await cache('c', ask);
    expect(await cache('a', ask)).toBe(5);
  });
});

describe('beacon.js', () => {
  it('is smaller than 600 bytes gzipped', () => {
    expect(gzipSync(beaconScript('/api/content-tracker/views')).length).toBeLessThan(600);
  });
});
