import { defaultsDeep } from 'lodash';
import {
  besideContentApi,
  complete,
  defaults,
  validator,
} from '../../../src/plugins/content-tracker/server/src/config';

describe('the configuration of content-tracker', () => {
  it.each([
    [{}, ['*']],
    [{ allowedOrigins: [] }, []],
    [{ allowedOrigins: ['https://example.org'] }, ['https://example.org']],
  ])('allows, with the options %j merged by Strapi with the defaults, the origins %j', (options, origins) => {
    expect(complete(defaultsDeep({}, options, defaults)).allowedOrigins).toEqual(origins);
  });

  const valid = { ...defaults, contentTypes: ['api::article.article'] };

  it.each([
    valid,
    { ...valid, redisUrl: '' },
    { ...valid, floodLimits: { minute: 5 }, sharedAddresses: { '203.0.113.0/24': 2.5 } },
    { ...valid, redisUrl: 'redis://localhost' },
    { ...valid, scriptPath: '/r.js' },
    { ...valid, scriptPath: '/news-room/v1.2/read_it.min.js' },
    { ...valid, redisUrl: 'rediss://user:p%40ss@[::1]:6380/2' },
  ])('accepts valid options: %#', (options) => expect(() => validator(options)).not.toThrow());

  it('does not repeat the password of a wrong address', () =>
    expect(() => validator({ ...valid, redisUrl: 'http://user:hunter2@host' })).toThrow(
      /^content-tracker: redisUrl must be an address like redis:.* for TLS, got \(hidden\)$/,
    ));

  it.each([
    [
      { contentTypes: 'article' },
      'content-tracker: contentTypes must be a list of content-type uids such as "api::article.article", got "article"',
    ],
    [{ contentTypes: ['article'] }, 'contentTypes must be a list'],
    [
      { timeZone: 'Hanoi' },
      'content-tracker: timeZone must be an IANA name such as "Asia/Ho_Chi_Minh", got "Hanoi"',
    ],
    [{ allowedOrigins: ['example.org'] }, 'allowedOrigins must be ["*"] or a list of origins'],
    [{ renamedTypes: { 'api::a.a': 'a' } }, 'renamedTypes must be former and present uids such as'],
    ...['read.js', '/read', '//read.js', '/../read.js', '/.js', '/read.js?v=1', '/đọc.js', '/a b.js', 7].map(
      (scriptPath): [object, string] => [
        { scriptPath },
        `content-tracker: scriptPath must be a path such as "/content-tracker/read.js": letters, digits, "-", "_" and "." between slashes, with ".js" at its end, got ${JSON.stringify(scriptPath)}`,
      ],
    ),
    [{ maxWaiting: 0 }, 'content-tracker: maxWaiting must be a whole number from 1 to 1000000, got 0'],
    [{ foldSeconds: 0 }, 'content-tracker: foldSeconds must be a number from 0.05 to 60, got 0'],
    [
      { floodLimits: { minute: 0 } },
      'floodLimits must be an object of documentMinute, documentDay, minute, day, each a whole number from 1 to 1000000000, got {"minute":0}',
    ],
    [{ floodLimits: { hour: 5 } }, 'floodLimits must be an object of documentMinute,'],
    [{ floodLimits: 5 }, 'floodLimits must be an object of documentMinute,'],
    [{ sharedAddresses: ['203.0.113.0/24'] }, 'sharedAddresses must be addresses or ranges with a number'],
    [{ sharedAddresses: { carrier: 20 } }, 'sharedAddresses must be addresses or ranges with a number'],
    [{ sharedAddresses: { '203.0.113.1': 0 } }, 'sharedAddresses must be addresses or ranges with a number'],
    [{ maxWating: 5 }, 'content-tracker: maxWating is not an option; the options are contentTypes,'],
  ])('is refused with the name of the option and its limits: %j', (wrong, message) => {
    expect(() => validator({ ...valid, ...wrong })).toThrow(message);
  });

  it('is refused where the script would be below the content API', () => {
    expect(() => besideContentApi('/api/read.js', '/api')).toThrow(
      'content-tracker: scriptPath must not be below /api, got "/api/read.js"',
    );
    for (const prefix of ['/api', '/', '']) {
      expect(besideContentApi('/apis/read.js', prefix)).toBe('/apis/read.js');
    }
  });
});
