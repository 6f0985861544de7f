import { isInRanges } from '../../../src/plugins/kit/src/addresses';
import { createBotDetector } from '../../../src/plugins/content-tracker/server/src/reporting/bots';
import { refusalOf } from '../../../src/plugins/content-tracker/server/src/reporting/filter';

describe('the filter of reported views', () => {
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
  ])('gives for %j the reason %s', (one, reason) => {
    expect(refusalOf(one, rules)).toBe(reason);
  });

  it('counts readers who opted out where respectOptOut is off', () => {
    expect(refusalOf(visit({ dnt: '1' }), { ...rules, respectOptOut: false })).toBeUndefined();
  });
});
