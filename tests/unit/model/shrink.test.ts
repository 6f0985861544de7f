import { shrink } from '../../model/shrink';

const shrinkText = async (text: string, fails: (text: string) => boolean): Promise<string> =>
  (await shrink([...text], async (letters) => fails(letters.join('')))).join('');

describe('shortening a sequence that fails', () => {
  it.each<[what: string, text: string, fails: (text: string) => boolean, core: string]>([
    ['one that is enough alone', 'abcdefgh', (text) => text.includes('f'), 'f'],
    ['two that are far apart', 'xaxxxxxxxxxxbxx', (text) => /a.*b/.test(text), 'ab'],
    ['the order of three', 'cbacbacbacba', (text) => /a.*b.*c/.test(text), 'abc'],
    ['the same one three times', 'xaxxaxxxaxxxa', (text) => (text.match(/a/g) ?? []).length >= 3, 'aaa'],
    ['the first and the last', 'a-------------b', (text) => /^a.*b$/.test(text), 'ab'],
    ['what fails whatever is done', 'abc', () => true, ''],
    ['what cannot be shortened', 'abc', (text) => text === 'abc', 'abc'],
  ])('finds %s', async (_, text, fails, core) => {
    expect(await shrinkText(text, fails)).toBe(core);
  });

  it('returns a sequence unchanged that does not fail a second time', async () => {
    expect(await shrinkText('abcdef', () => false)).toBe('abcdef');
  });

  it('tries a sequence of fifteen at most a few hundred times', async () => {
    let asked = 0;
    await shrinkText('xaxxxbxxxxxcxxx', (text) => {
      asked += 1;
      return /a.*b.*c/.test(text);
    });
    expect(asked).toBeLessThan(120);
  });
});
