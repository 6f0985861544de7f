import { defaultsDeep } from 'lodash';
import { complete, defaults, validator } from '../../../src/plugins/content-tracker/server/src/config';

describe('the configuration of content-tracker', () => {
  it.each([
    [{}, ['*']],
    [{ allowedOrigins: [] }, []],
    [{ allowedOrigins: ['https://example.org'] }, ['https://example.org']],
  ])('allows, with the options %j merged by Strapi with the defaults, the origins %j', (options, origins) => {
    expect(complete(defaultsDeep({}, options, defaults)).allowedOrigins).toEqual(origins);
  });

  const valid = { ...defaults, contentTypes: ['api::article.article'] };

  it('accepts valid options', () => expect(() => validator(valid)).not.toThrow());

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
    [{ maxWaiting: 0 }, 'content-tracker: maxWaiting must be a whole number from 1 to 1000000, got 0'],
    [{ maxWating: 5 }, 'content-tracker: maxWating is not an option; the options are contentTypes,'],
  ])('is refused with the name of the option and its limits: %j', (wrong, message) => {
    expect(() => validator({ ...valid, ...wrong })).toThrow(message);
  });
});
