import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { complete, defaults, validator } from '../../../src/plugins/webhook-delivery/server/src/config';
import { createAddressCheck } from '../../../src/plugins/kit/src/addresses';
import { fateOf, retryAfterMs } from '../../../src/plugins/webhook-delivery/server/src/delivery/retry-policy';
import {
  createSecret,
  signatureHeaders,
} from '../../../src/plugins/webhook-delivery/server/src/signing/signature';

const nowMs = Date.UTC(2026, 0, 31, 8);

describe('a signature', () => {
  const timestamp = Math.floor(Date.now() / 1000);
  const signed = { id: 'msg_1', timestamp, body: '{"event":"entry.publish","entry":{"title":"Hội nghị"}}' };

  it('is what the standard’s own library accepts', () => {
    const secret = createSecret(randomBytes);
    const headers = signatureHeaders([secret], signed);
    expect(new Webhook(secret).verify(signed.body, headers)).toEqual(JSON.parse(signed.body));
  });

  it('is refused by it once the body, the id or the secret is another', () => {
    const secret = createSecret(randomBytes);
    const headers = signatureHeaders([secret], signed);
    const verify = (key: string, body: string, given: Record<string, string>) => () =>
      new Webhook(key).verify(body, given);
    expect(verify(secret, `${signed.body} `, headers)).toThrow();
    expect(verify(secret, signed.body, { ...headers, 'webhook-id': 'msg_2' })).toThrow();
    expect(verify(createSecret(randomBytes), signed.body, headers)).toThrow();
  });

  it('is there by both secrets during a rotation', () => {
    const secrets = [createSecret(randomBytes), createSecret(randomBytes)];
    const headers = signatureHeaders(secrets, signed);
    for (const secret of secrets) {
      expect(() => new Webhook(secret).verify(signed.body, headers)).not.toThrow();
    }
  });

  it('has a key of 32 bytes behind its prefix', () => {
    const secret = createSecret(randomBytes);
    expect(secret).toMatch(/^whsec_/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
  });
});

describe('what becomes of a delivery', () => {
  const { retryDelaysSeconds } = complete({});
  const retryDelaysMs = retryDelaysSeconds.map((seconds) => seconds * 1000);
  const outcome = (status: number | null, retryAfter: string | null = null) => ({
    status,
    problem: status === null ? 'ECONNRESET' : null,
    retryAfter,
  });
  const fate = (status: number | null, attempts: number, random = 0.5, retryAfter: string | null = null) =>
    fateOf(outcome(status, retryAfter), { attempts, retryDelaysMs, nowMs, random });

  it.each([200, 201, 202, 204, 299])('is delivered with %d', (status) => {
    expect(fate(status, 1)).toEqual({ state: 'delivered' });
  });

  it.each([null, 199, 301, 302, 307, 400, 401, 404, 429, 500, 503])('is tried again after %s', (status) => {
    expect(fate(status, 1)).toEqual({ state: 'pending', dueAt: nowMs + 5_000 });
  });

  it('is tried at 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, and then no more', () => {
    const delays = retryDelaysMs.map((_, i) => (fate(500, i + 1) as { dueAt: number }).dueAt - nowMs);
    const hour = 3_600_000;
    expect(delays).toEqual([
      5_000,
      300_000,
      1_800_000,
      ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
    ]);
    expect(fate(500, 10)).toEqual({ state: 'failed', isGone: false });
  });

  it.each([
    [0, 4_500],
    [0.999999, 5_500],
  ])('waits a tenth more or less: %d gives %d ms', (random, ms) => {
    expect(fate(500, 1, random)).toEqual({ state: 'pending', dueAt: nowMs + ms });
  });

  it('is over with 410', () => {
    expect(fate(410, 1)).toEqual({ state: 'failed', isGone: true });
  });

  it.each([
    ['60', 60_000],
    ['1', 5_000],
    ['Sat, 31 Jan 2026 08:10:00 GMT', 600_000],
    ['9999999', 24 * 3_600_000],
    ['soon', 5_000],
  ])('is not tried before Retry-After: %s', (retryAfter, ms) => {
    expect(fate(503, 1, 0.5, retryAfter)).toEqual({ state: 'pending', dueAt: nowMs + ms });
  });

  it.each([
    ['Sat, 31 Jan 2026 07:00:00 GMT', 0],
    ['', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    [null, undefined],
  ])('reads Retry-After %s as %s', (value, ms) => {
    expect(retryAfterMs(value, nowMs)).toBe(ms);
  });
});

describe('an address', () => {
  const isAllowed = createAddressCheck([]);

  it.each(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111', '::ffff:1.1.1.1'])(
    'is public: %s',
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
  ])('is not: %s', (address) => expect(isAllowed(address)).toBe(false));

  it('may be allowed alone or by its range, mapped ones with it', () => {
    const some = createAddressCheck(['10.1.0.0/16', '127.0.0.1', 'fd00::/8']);
    expect(['10.1.2.3', '127.0.0.1', '::ffff:10.1.2.3', 'fd12::1'].every(some)).toBe(true);
    expect(['10.2.0.1', '127.0.0.2', 'fe80::1'].some(some)).toBe(false);
  });
});

describe('configuration of webhook-delivery', () => {
  it('is right as it comes', () => expect(() => validator({ ...defaults })).not.toThrow());

  it('takes a schedule as it is given', () => {
    expect(complete({ retryDelaysSeconds: [1, 2] }).retryDelaysSeconds).toEqual([1, 2]);
  });

  it.each([
    [{ parallel: 0 }, 'webhook-delivery: parallel must be a whole number from 1 to 256, got 0'],
    [{ timeoutSeconds: 61 }, 'webhook-delivery: timeoutSeconds must be a number from 1 to 60, got 61'],
    [{ retentionMessages: 999 }, 'retentionMessages must be a whole number from 1000 to 100000000, got 999'],
    [{ retryDelaysSeconds: [-1] }, 'retryDelaysSeconds must be a list of at most 20 pauses'],
    [{ retryDelaysSeconds: [null] }, 'retryDelaysSeconds must be a list of at most 20 pauses'],
    [{ allowedAddresses: ['10.0.0.0/33'] }, 'allowedAddresses must be a list'],
    [{ allowedAddresses: ['example.org'] }, 'allowedAddresses must be a list'],
    [{ retries: 3 }, 'webhook-delivery: retries is not an option; the options are'],
  ])('refuses %j and says why', (options, message) => {
    expect(() => validator({ ...defaults, ...options })).toThrow(message);
  });
});
