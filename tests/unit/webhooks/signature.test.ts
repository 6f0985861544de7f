import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import {
  createSecret,
  signatureHeaders,
} from '../../../src/plugins/webhook-delivery/server/src/signing/signature';

describe('the signature of a message', () => {
  const timestamp = Math.floor(Date.now() / 1000);
  const signed = { id: 'msg_1', timestamp, body: '{"event":"entry.publish","entry":{"title":"Hội nghị"}}' };

  it('is accepted by the library of Standard Webhooks', () => {
    const secret = createSecret(randomBytes);
    const headers = signatureHeaders([secret], signed);
    expect(new Webhook(secret).verify(signed.body, headers)).toEqual(JSON.parse(signed.body));
  });

  it('is refused by that library where body, id or secret differ', () => {
    const secret = createSecret(randomBytes);
    const headers = signatureHeaders([secret], signed);
    const verify = (key: string, body: string, given: Record<string, string>) => () =>
      new Webhook(key).verify(body, given);
    expect(verify(secret, `${signed.body} `, headers)).toThrow();
    expect(verify(secret, signed.body, { ...headers, 'webhook-id': 'msg_2' })).toThrow();
    expect(verify(createSecret(randomBytes), signed.body, headers)).toThrow();
  });

  it('is made with both secrets during a rotation', () => {
    const secrets = [createSecret(randomBytes), createSecret(randomBytes)];
    const headers = signatureHeaders(secrets, signed);
    for (const secret of secrets) {
      expect(() => new Webhook(secret).verify(signed.body, headers)).not.toThrow();
    }
  });

  it('uses a secret of 32 bytes behind the prefix whsec_', () => {
    const secret = createSecret(randomBytes);
    expect(secret).toMatch(/^whsec_/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
  });
});
