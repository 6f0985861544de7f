import { createForwarding } from '../../../src/access/proxies';

describe('forwarding headers', () => {
  const forward = createForwarding({ count: 0, ranges: ['10.0.0.0/8', '2001:db8::1'] });
  const read = (remoteAddress: string, headers: Record<string, string>): Record<string, unknown> => {
    const request = { socket: { remoteAddress }, headers: { ...headers } };
    forward(request as never);
    return request.headers;
  };
  it.each([
    ['are ignored where a stranger sends them', '203.0.113.9', '198.51.100.1', undefined],
    ['are believed where a trusted proxy sends them', '10.1.2.3', '198.51.100.1', '198.51.100.1'],
    [
      'are believed from a trusted proxy with an IPv4-mapped address',
      '::ffff:10.1.2.3',
      '198.51.100.1',
      '198.51.100.1',
    ],
    ['are believed from a trusted proxy with an IPv6 address', '2001:db8::1', '198.51.100.1', '198.51.100.1'],
    [
      'name as client the last address that belongs to no trusted proxy',
      '10.1.2.3',
      '1.1.1.1, 198.51.100.1, 10.9.9.9',
      '198.51.100.1',
    ],
    ['are read without ports', '10.1.2.3', '198.51.100.1:51234', '198.51.100.1'],
    ['are read without brackets', '10.1.2.3', '[2001:db8::5]:443', '2001:db8::5'],
    ['may hold proxies only', '10.1.2.3', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
    ['may be empty', '10.1.2.3', ' , ', undefined],
    [
      'name nobody where a trusted proxy hides the client',
      '10.1.2.3',
      '1.1.1.1, unknown, 10.9.9.9',
      undefined,
    ],
  ])('%s', (_, peer, said, expected) => {
    const headers = read(peer, { 'x-forwarded-for': said, 'x-forwarded-proto': 'https', host: 'x' });
    expect(headers['x-forwarded-for']).toBe(expected);
    expect(headers['x-forwarded-proto']).toBe(peer === '203.0.113.9' ? undefined : 'https');
    expect(headers.host).toBe('x');
  });

  it.each([
    [1, '1.1.1.1, 198.51.100.4:51234', '198.51.100.4'],
    [2, '1.1.1.1, 198.51.100.4:51234, [2001:db8::5]:443', '198.51.100.4'],
    [2, '198.51.100.4:51234', '198.51.100.4'],
    [1, '1.1.1.1, unknown', undefined],
  ])('of %i counted proxies and %j leave %j', (count, said, expected) => {
    const headers: Record<string, string> = { 'x-forwarded-for': said };
    createForwarding({ count, ranges: [] })({ socket: {}, headers } as never);
    expect(headers['x-forwarded-for']).toBe(expected);
  });

  it('are read from Forwarded where there is no other', () => {
    const headers = { forwarded: 'for=1.1.1.1, for="198.51.100.4:51234";proto=https, for=10.9.9.9' };
    expect(read('10.1.2.3', headers)['x-forwarded-for']).toBe('198.51.100.4');
    expect(read('203.0.113.9', headers)).toEqual({});
    expect(read('10.1.2.3', { ...headers, 'x-forwarded-for': 'unknown' })).toEqual({});
  });
});
