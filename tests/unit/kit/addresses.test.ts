import { createAddressCheck, forwardedAddresses, plainAddress } from '../../../src/plugins/kit/src/addresses';

describe('addresses that may be connected to', () => {
  const isAllowed = createAddressCheck([]);

  it.each(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111', '::ffff:1.1.1.1'])(
    'a public address is allowed: %s',
    (address) => expect(isAllowed(address)).toBe(true),
  );

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'fec0::1',
    'ff02::1',
    '100::1',
    '4000::1',
    'localhost',
    '',
  ])('a private or reserved address is refused: %s', (address) => expect(isAllowed(address)).toBe(false));

  it('a private address may be allowed alone or by its range, its IPv4-mapped form with it', () => {
    const some = createAddressCheck(['10.1.0.0/16', '127.0.0.1', 'fd00::/8']);
    expect(['10.1.2.3', '127.0.0.1', '::ffff:10.1.2.3', 'fd12::1'].every(some)).toBe(true);
    expect(['10.2.0.1', '127.0.0.2', 'fe80::1'].some(some)).toBe(false);
  });
});

describe('an address as proxies write it', () => {
  it.each([
    ['198.51.100.4', '198.51.100.4'],
    [' 198.51.100.4:51234 ', '198.51.100.4'],
    ['2001:db8::5', '2001:db8::5'],
    ['[2001:db8::5]', '2001:db8::5'],
    ['[2001:db8::5]:443', '2001:db8::5'],
    ['[fe80::1%eth0]:443', 'fe80::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:198.51.100.4', '::ffff:198.51.100.4'],
    ['unknown', undefined],
    ['_hidden', undefined],
    ['_hidden:51234', undefined],
    ['1', undefined],
    ['0x7f.1', undefined],
    ['198.51.100.4:', undefined],
    ['198.51.100.4:port', undefined],
    ['[198.51.100.4', undefined],
    ['[]:443', undefined],
    ['', undefined],
  ])('%j is %j', (text, address) => expect(plainAddress(text)).toBe(address));

  it.each([
    [{ 'x-forwarded-for': '198.51.100.4:51234, [2001:db8::5]:443' }, ['198.51.100.4', '2001:db8::5']],
    [{ 'x-forwarded-for': ' , 198.51.100.4, unknown' }, ['198.51.100.4', undefined]],
    [{ 'x-forwarded-for': '198.51.100.4', forwarded: 'for=203.0.113.9' }, ['198.51.100.4']],
    [{ 'x-forwarded-for': ' ', forwarded: 'for=203.0.113.9' }, ['203.0.113.9']],
    [
      { forwarded: 'For="[2001:db8:cafe::17]:4711";proto=http, by=203.0.113.43 ; for=192.0.2.60' },
      ['2001:db8:cafe::17', '192.0.2.60'],
    ],
    [{ forwarded: 'for=unknown, for="_gazonk", proto=https' }, [undefined, undefined, undefined]],
    [{ forwarded: 'xfor=192.0.2.60' }, [undefined]],
    [{ forwarded: 'for="open, for=192.0.2.60' }, [undefined, '192.0.2.60']],
    [{}, []],
  ])('the headers %j hold %j', (headers, addresses) =>
    expect(forwardedAddresses(headers as Record<string, string>)).toEqual(addresses),
  );

  it('another header than the usual one stands alone', () => {
    const headers = {
      'x-forwarded-for': '192.0.2.1',
      forwarded: 'for=192.0.2.2',
      'x-real-ip': '192.0.2.3:80',
    };
    expect(forwardedAddresses(headers, 'X-Real-IP')).toEqual(['192.0.2.3']);
    expect(forwardedAddresses({ forwarded: 'for=192.0.2.2' }, 'X-Real-IP')).toEqual([]);
  });
});
