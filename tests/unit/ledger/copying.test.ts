import { copyingCommand } from '../../../src/plugins/content-tracker/server/src/ledger/copying';

it.each([
  ['export', 'reads'],
  ['export --no-encrypt --file archive', 'reads'],
  ['import --force --file archive.tar.gz', 'replaces'],
  ['transfer --to https://newsroom.example/admin --to-token t', 'reads'],
  ['transfer --from https://newsroom.example/admin --from-token t', 'replaces'],
  ['transfer --from=https://newsroom.example/admin', 'replaces'],
  ['start', undefined],
  ['', undefined],
])('strapi %s: the database is one that it %s', (command, expected) => {
  expect(copyingCommand(['node', 'strapi', ...command.split(' ')])).toBe(expected);
});
