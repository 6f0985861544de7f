import { clientAddressOf } from '../../../src/plugins/content-tracker/server/src/strapi/client-address';

describe("a client's address", () => {
  const trusting = { proxy: true, proxyIpHeader: 'X-Forwarded-For', maxIpsCount: 1 };
  const read = (headers: Record<string, string>, settings = {}, remoteAddress = '10.0.0.1') =>
    clientAddressOf({ headers, socket: { remoteAddress } } as never, { ...trusting, ...settings });
  const forged = { 'x-forwarded-for': '1.1.1.1, 198.51.100.4:51234' };

  it.each([
    ['the last that is trusted', forged, {}, '198.51.100.4'],
    ['of two proxies the first', forged, { maxIpsCount: 2 }, '1.1.1.1'],
    ['the first where any number is trusted', forged, { maxIpsCount: 0 }, '1.1.1.1'],
    ["the socket's where no proxy is trusted", forged, { proxy: false }, '10.0.0.1'],
    ["the socket's where there is no header", {}, {}, '10.0.0.1'],
    ["the socket's where the proxy hides it", { 'x-forwarded-for': '1.1.1.1, unknown' }, {}, '10.0.0.1'],
    ['that of Forwarded', { forwarded: 'for=1.1.1.1, for="[2001:db8::5]:443"' }, {}, '2001:db8::5'],
    [
      'that of the header in the settings',
      { 'x-real-ip': '192.0.2.3', ...forged },
      { proxyIpHeader: 'X-Real-IP' },
      '192.0.2.3',
    ],
    [
      'never that of Forwarded instead of it',
      { forwarded: 'for=1.1.1.1' },
      { proxyIpHeader: 'X-Real-IP' },
      '10.0.0.1',
    ],
  ])('is %s', (_, headers, settings, address) =>
    expect(read(headers as Record<string, string>, settings)).toBe(address),
  );

  it('is without its zone, and empty where the connection is gone', () => {
    expect(read({}, {}, 'fe80::1%eth0')).toBe('fe80::1');
    expect(read({}, {}, '')).toBe('');
  });
});
