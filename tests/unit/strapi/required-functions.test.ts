import { keepAccountsSecret } from '../../../src/access/account-secrecy';
import { checkUploads } from '../../../src/access/uploads';
import { allowCloning } from '../../../src/slugs/clones';

/** A Strapi whose services and controllers are all this one. */
const strapiWith = (part: object) =>
  ({
    contentTypes: {},
    get: () => ({ extend: (_uid: string, change: (original: object) => object) => change(part) }),
  }) as never;

describe('a start is refused where Strapi no longer has the function that is replaced for', () => {
  it.each([
    ['uploads', checkUploads, { upload: () => undefined }, 'replace', 'the service plugin::upload.upload'],
    [
      'forgotten passwords',
      keepAccountsSecret,
      { forgotPassword: () => undefined },
      'sendEmailConfirmation',
      'the controller plugin::users-permissions.auth',
    ],
    [
      'cloning',
      allowCloning,
      { clone: () => undefined },
      'autoClone',
      'the controller plugin::content-manager.collection-types',
    ],
  ])('%s', (_, install, part, missing, place) => {
    expect(() => install(strapiWith(part))).toThrow(
      `newsroom: this version of Strapi has no function "${missing}" in ${place}, but `,
    );
  });

  it('and not where it has all of them', () => {
    const part = { upload: () => undefined, replace: () => undefined };
    expect(() => checkUploads(strapiWith(part))).not.toThrow();
  });
});
