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

describe('who reads and who is a bot', () => {
  const isBot = createBotDetector([]);
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
  const onAndroid = (device: string, end = '') =>
    `Mozilla/5.0 (Linux; Android 15; ${device}) ${webkit} Chrome/131.0.0.0 Mobile Safari/537.36${end}`;
  const inApp = (end: string) =>
    `Mozilla/5.0 (Linux; Android 15; K; wv) ${webkit} Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36 ${end}`;
  const onIphone = (end: string) =>
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ${end}`;
  const facebook = (carrier: string) =>
    `[FBAN/FB4A;FBAV/567.1.0.52.74;FBDM/{density=3.0,width=1080,height=2340};FBLC/vi_VN;FBCR/${carrier};FBDV/SM-S921B;]`;

  it.each([
    onAndroid('CPH2581 Build/AP3A.240617.008'),
    onAndroid('CUBOT_X70'),
    onAndroid('Discovery A9 Pro'),
    onAndroid('Sonic 3 Build/PPR1.180610.011'),
    onAndroid('Butterfly'),
    onAndroid('GLX Spider1S'),
    onAndroid('SM-G(960) Robot bot Build/PPR1'),
    inApp('[FB_IAB/FB4A;FBAV/494.0.0.55.73;FBCR/Spider;]'),
    inApp('MetaIAB Facebook'),
    inApp('Viber/22.1.0.2'),
    inApp('BOTIM/3.1'),
    inApp('An app nobody has heard of: news, search, download/1.0'),
    onIphone('Mobile/22D72 MetaIAB Facebook'),
    onIphone('Version/14.0 Mobile/15E148 Safari/604.1 SogouMobileBrowser/6.4.0'),
    facebook('Viettel'),
    facebook('NL KPN'),
    facebook('crawler'),
    facebook('Viettel').slice(0, -30),
    'Mozilla/5.0 (Linux; U; Linux; en-us) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/69.0 HTML/1.0; Hisense',
    'Mozilla/5.0 (compatible; Konqueror/4.14; Linux)',
    'Mozilla/5.0 (compatible; MSIE 9.0; Windows Phone OS 7.5; Trident/5.0; IEMobile/9.0; HTC; Radar C110e)',
  ])('counts a reader: %s', (agent) => expect(isBot(agent)).toBe(false));

  it.each([
    onAndroid('Nexus 5X Build/MMB29P', ' (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'),
    onAndroid('CPH2581 Build/AP3A.240617.008', ' Googlebot/2.1'),
    onAndroid('CUBOT_X70', ' AhrefsBot/7.0'),
    onAndroid('Something; compatible; Googlebot'),
    onAndroid('compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm'),
    onAndroid('Pixel 2 Build/OPD3.170816.012; Storebot-Google/1.0'),
    onAndroid('Pixel 2; Storebot-Google/1.0'),
    onAndroid('Crawler of https://shop.example'),
    inApp('(compatible; Bytespider; spider-feedback@bytedance.com)'),
    inApp('PetalBot'),
    inApp('+https://crawler.example'),
    onIphone('Mobile/22D72 (compatible; Applebot/0.1)'),
    onIphone('Version/18.3 Mobile/15E148 Safari/604.1 (Applebot/0.1)'),
    onIphone('CriOS/56.0 Mobile/14E5239e Safari/602.1 RuxitSynthetic/1.0'),
    `facebookexternalhit/1.1 ${facebook('Viettel')}`,
    '[FBAN/FB4A;compatible; Googlebot/2.1;]',
    'Mozilla/5.0 (compatible; Name nobody knows 1.0; Linux)',
    inApp('GPTBot'),
    inApp('Checkly'),
    'Viettel'.repeat(10),
  ])('refuses a bot: %s', (agent) => expect(isBot(agent)).toBe(true));

  it('judges an agent made to be slow within milliseconds', () => {
    const nasty = [
      '(',
      '(Android;',
      '[FB',
      'java MIDP ',
      'Version/4.0 ',
      '(iPhone CriOS/',
      '1dpi(',
      'HbbTV/1 (',
      '1.1.',
    ];
    const startedMs = performance.now();
    for (const part of nasty) isBot(`a1 ${part.repeat(512)}`.slice(0, 512));
    expect((performance.now() - startedMs) / nasty.length).toBeLessThan(20);
  });
});
