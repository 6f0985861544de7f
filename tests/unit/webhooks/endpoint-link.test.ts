import {
  link,
  type KeptEndpoint,
  type Webhook,
} from '../../../src/plugins/webhook-delivery/server/src/endpoints/link';

const webhook = (id: number, name: string, url = `https://${name}.example/`): Webhook => ({ id, name, url });
const kept = (
  key: number,
  at: number | null,
  name: string,
  more: Partial<KeptEndpoint> = {},
): KeptEndpoint => ({
  key,
  webhook: at,
  name,
  url: `https://${name}.example/`,
  isLocal: true,
  isHeld: false,
  ...more,
});
const imported = { isLocal: false };
/** `key → webhook`, with `?` where it is held. */
const outcome = (webhooks: Webhook[], some: KeptEndpoint[]) => {
  const { links, unkept, deleted } = link(webhooks, some);
  return {
    links: links.map(({ key, webhook: id, isHeld }) => `${key} → ${id}${isHeld ? '?' : ''}`),
    unkept: unkept.map(({ id }) => id),
    deleted,
  };
};
const nothing = { links: [], unkept: [], deleted: [] };

describe('linking the plugin’s endpoints to Strapi’s webhooks', () => {
  it.each([
    ['what is in place stays', [webhook(1, 'a')], [kept(11, 1, 'a')], nothing],
    [
      'a webhook that is new gets something of its own',
      [webhook(1, 'a'), webhook(2, 'b')],
      [kept(11, 1, 'a')],
      { ...nothing, unkept: [2] },
    ],
    [
      'a change of name and URL in the settings is followed',
      [webhook(1, 'renamed')],
      [kept(11, 1, 'a')],
      { ...nothing, links: ['11 → 1'] },
    ],
    ['a webhook that was deleted takes it along', [], [kept(11, 1, 'a')], { ...nothing, deleted: [11] }],
    [
      'deleted and made again it is the same',
      [webhook(2, 'a')],
      [kept(11, 1, 'a')],
      { ...nothing, links: ['11 → 2'] },
    ],
    [
      'after an import numbers mean nothing: name and URL do',
      [webhook(1, 'b'), webhook(2, 'c')],
      [kept(12, 2, 'b', imported), kept(13, 3, 'c', imported)],
      { ...nothing, links: ['12 → 1', '13 → 2'] },
    ],
    [
      'after an import with the same numbers it is noted that they are this database’s own',
      [webhook(1, 'a')],
      [kept(11, 1, 'a', imported)],
      { ...nothing, links: ['11 → 1'] },
    ],
    [
      'two that nobody can tell apart are held',
      [webhook(1, 'a'), webhook(2, 'a')],
      [kept(11, 5, 'a', imported), kept(12, 6, 'a', imported)],
      { ...nothing, links: ['11 → 1?', '12 → 2?'] },
    ],
    [
      'one of two is held too, where one is left',
      [webhook(1, 'a')],
      [kept(11, 5, 'a', imported), kept(12, 6, 'a', imported)],
      { ...nothing, links: ['11 → 1?', '12 → null?'] },
    ],
    [
      'where two could be it, it is held, and the other begins anew',
      [webhook(1, 'a'), webhook(2, 'a')],
      [kept(11, 5, 'a', imported)],
      { links: ['11 → 1?'], unkept: [2], deleted: [] },
    ],
    [
      'of the same name and another URL it is not the same: held, and never sent to that URL',
      [webhook(1, 'a', 'https://elsewhere.example/')],
      [kept(11, 1, 'a', imported)],
      { links: ['11 → null?'], unkept: [1], deleted: [] },
    ],
    [
      'what is held without a webhook waits',
      [webhook(1, 'b')],
      [kept(11, null, 'a', { isHeld: true }), kept(12, 1, 'b')],
      nothing,
    ],
    [
      'until a webhook of its name and URL is there',
      [webhook(1, 'b'), webhook(2, 'a')],
      [kept(11, null, 'a', { isHeld: true }), kept(12, 1, 'b')],
      { ...nothing, links: ['11 → 2'] },
    ],
    [
      'what is held with a webhook stays held, whatever its name',
      [webhook(1, 'renamed')],
      [kept(11, 1, 'a', { isHeld: true })],
      { ...nothing, links: ['11 → 1?'] },
    ],
  ])('%s', (_, webhooks, some, expected) => {
    expect(outcome(webhooks as Webhook[], some as KeptEndpoint[])).toEqual(expected);
  });
});
