import en from '../../../src/plugins/content-tracker/admin/src/translations/en.json';
import vi from '../../../src/plugins/content-tracker/admin/src/translations/vi.json';

it('English and Vietnamese say the same things of the same values', () => {
  expect(Object.keys(vi)).toEqual(Object.keys(en));
  const valuesOf = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name))].sort();
  for (const [id, text] of Object.entries(en)) {
    expect([id, valuesOf(vi[id as keyof typeof vi])]).toEqual([id, valuesOf(text)]);
  }
});
