import { gzipSync } from 'node:zlib';
import { beaconScript } from '../../../src/plugins/content-tracker/server/src/reporting/beacon-script';

describe('the script beacon.js', () => {
  it('is smaller than 600 bytes gzipped', () => {
    expect(gzipSync(beaconScript('/api/content-tracker/views')).length).toBeLessThan(600);
  });
});
