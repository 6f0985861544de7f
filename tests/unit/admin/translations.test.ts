import en from '../../../src/plugins/content-tracker/admin/src/translations/en.json';
import vi from '../../../src/plugins/content-tracker/admin/src/translations/vi.json';

it('the English and the Vietnamese texts have the same keys and the same placeholders', () => {
  expect(Object.keys(vi)).toEqual(Object.keys(en));
  const valuesOf = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name))].sort();
  for (const [id, text] of Object.entries(en)) {
    expect([id, valuesOf(vi[id as keyof typeof vi])]).toEqual([id, valuesOf(text)]);
  }
});
