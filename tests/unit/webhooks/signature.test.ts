import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import {
  createSecret,
  signatureHeaders,
} from '../../../src/plugins/webhook-delivery/server/src/signing/signature';

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
