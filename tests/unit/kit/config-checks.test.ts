import {
  createValidator,
  listOf,
  numberIn,
  textsOf,
  trueOrFalse,
  wholeNumber,
} from '../../../src/plugins/kit/src/config-checks';

interface Config {
  readonly isOn: boolean;
  readonly most: number;
  readonly seconds: number;
  readonly delays: readonly number[];
  readonly names: readonly string[];
}

const defaults: Config = { isOn: true, most: 10, seconds: 1.5, delays: [], names: [] };
const validator = createValidator<Config>(
  'a-plugin',
  {
    isOn: trueOrFalse,
    most: wholeNumber(1, 100),
    seconds: numberIn(0, 60),
    delays: listOf('a list of at most 2 pauses', numberIn(0, 5), 2),
    names: textsOf('a list of short names', (name) => name.length < 4),
  },
  (config) => ({ ...defaults, ...config }),
);

describe('a configuration', () => {
  it.each([[{}], [{ most: 100, seconds: 0, delays: [0, 5], names: ['abc'] }]])('is taken: %j', (config) => {
    expect(() => validator(config)).not.toThrow();
  });

  it.each([
    [{ isOn: 1 }, 'a-plugin: isOn must be true or false, got 1'],
    [{ most: 0 }, 'a-plugin: most must be a whole number from 1 to 100, got 0'],
    [{ most: 1.5 }, 'a-plugin: most must be a whole number from 1 to 100, got 1.5'],
    [{ most: '5' }, 'a-plugin: most must be a whole number from 1 to 100, got "5"'],
    [{ seconds: 61 }, 'a-plugin: seconds must be a number from 0 to 60, got 61'],
    [{ delays: [1, 2, 3] }, 'a-plugin: delays must be a list of at most 2 pauses, got [1,2,3]'],
    [{ delays: [-1] }, 'a-plugin: delays must be a list of at most 2 pauses, got [-1]'],
    [{ names: ['long'] }, 'a-plugin: names must be a list of short names, got ["long"]'],
    [{ names: 'abc' }, 'a-plugin: names must be a list of short names, got "abc"'],
    [{ mots: 5 }, 'a-plugin: mots is not an option; the options are isOn, most, seconds, delays, names'],
  ])('is refused by option and limit: %j', (config, message) => {
    expect(() => validator(config)).toThrow(new Error(message));
  });
});
