import { createFloodWarning } from '../../../src/plugins/content-tracker/server/src/reporting/flood-warning';

it('warns of floods once an hour, without the address, and asks for the proxy where it is a private one', () => {
  let time = 0;
  const said: string[] = [];
  const onFlood = createFloodWarning({ now: () => time, warn: (text) => said.push(text) });
  onFlood('198.51.100.7');
  time += 3_599_999;
  onFlood('10.0.0.7');
  expect(said).toHaveLength(1);
  time += 1;
  onFlood('10.0.0.7');
  time += 3_600_000;
  onFlood('::1');
  time += 3_600_000;
  // A server on a Unix socket.
  onFlood('');
  expect(said).toHaveLength(4);
  expect(said[0]).toMatch(/^views are refused as a flood: one address/);
  for (const text of said.slice(1)) expect(text).toMatch(/private address.*server\.proxy\.koa/);
  expect(said.join()).not.toMatch(/198|10\.0/);
});
