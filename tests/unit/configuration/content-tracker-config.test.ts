import { defaultsDeep } from 'lodash';
import { complete, defaults, validator } from '../../../src/plugins/content-tracker/server/src/config';

describe('the configuration of content-tracker', () => {
  it.each([
    [{}, ['*']],
    [{ allowedOrigins: [] }, []],
    [{ allowedOrigins: ['https://example.org'] }, ['https://example.org']],
  ])('lets in, with %j as Strapi fills it up, the origins %j', (options, origins) => {
    expect(complete(defaultsDeep({}, options, defaults)).allowedOrigins).toEqual(origins);
  });

  const valid = { ...defaults, contentTypes: ['api::article.article'] };

  it('is taken when it is right', () => expect(() => validator(valid)).not.toThrow());

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
    [{ maxWaiting: 0 }, 'content-tracker: maxWaiting must be 1 to 1000000, got 0'],
    [{ maxWating: 5 }, 'content-tracker: maxWating is not an option; there are contentTypes,'],
  ])('is refused by option and limit: %j', (wrong, message) => {
    expect(() => validator({ ...valid, ...wrong })).toThrow(message);
  });
});
