import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { asAdmin, connectToShared, databaseName, publishArticle } from '../../clients/client';
import { root, scratch } from '../../servers/databases';
import { freePort } from '../../servers/newsroom';
import { createEndpoint, keyOf, until } from '../../clients/receiver';

describe('the receiver of the README', () => {
  it('accepts signed messages and refuses all others', async () => {
    const title = 'Mẫu trong README';
    const readme = fs.readFileSync(path.join(root, 'src/plugins/webhook-delivery/README.md'), 'utf8');
    const file = path.join(scratch, `receiver-${databaseName}.mjs`);
    const [, code = ''] = /## A receiver in ten lines\n+```js\n([^]*?)```/.exec(readme) ?? [];
    fs.writeFileSync(file, code);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    const db = connectToShared();
    const webhook = await createEndpoint(db, { url, events: ['entry.publish'] });
    const id = await keyOf(asAdmin, webhook);
    const { body } = await asAdmin('POST', `/webhook-delivery/endpoints/${id}/secret`, {});
    const env = { ...process.env, PORT: String(port), WEBHOOK_SECRET: body.data.secret };
    const site = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      let said = '';
      site.stdout.on('data', (chunk) => (said += chunk));
      const { documentId } = await publishArticle({ title });
      const isHeard = () => said.includes(`entry.publish ${documentId}\n`);
      await until(async () => isHeard(), Boolean);
      const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': '1', 'webhook-signature': 'v1,AAAA' };
      const forged = await fetch(url, { method: 'POST', headers, body: '{}' });
      expect(forged.status).toBe(401);
      const { lastStatus } = await until(
        async () => {
          const list = await asAdmin('GET', `/webhook-delivery/deliveries?endpoint=${id}&limit=100`);
          return list.body.data.find((one: any) => one.about.title === title);
        },
        (found) => found.state !== 'pending',
      );
      expect(lastStatus).toBe(204);
    } finally {
      site.kill();
      fs.rmSync(file);
      await db('strapi_webhooks').where({ id: webhook }).delete();
      await db.destroy();
    }
  });
});
