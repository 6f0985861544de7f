type Uid = 'read' | 'send' | 'secrets';

const action = (uid: Uid, displayName: string) => ({
  section: 'plugins',
  displayName,
  uid,
  pluginName: 'webhook-delivery',
});

/** What a role may do, offered in Settings → Roles. */
export const actions = [
  action('read', 'See what became of webhooks'),
  action('send', 'Send webhooks again and send tests'),
  action('secrets', 'See and rotate the secrets of webhooks'),
];

const route = (method: 'GET' | 'POST', path: string, handler: string, uid: Uid) => ({
  method,
  path,
  handler: `deliveries.${handler}`,
  config: {
    policies: [
      'admin::isAuthenticatedAdmin',
      { name: 'admin::hasPermissions', config: { actions: [`plugin::webhook-delivery.${uid}`] } },
    ],
  },
});

export const routes = [
  route('GET', '/endpoints', 'endpoints', 'read'),
  route('GET', '/failing', 'failing', 'read'),
  route('GET', '/deliveries', 'deliveries', 'read'),
  route('GET', '/deliveries/:id', 'delivery', 'read'),
  route('POST', '/deliveries/:id/again', 'sendAgain', 'send'),
  route('POST', '/endpoints/:id/again', 'sendAllSince', 'send'),
  route('POST', '/endpoints/:id/test', 'test', 'send'),
  route('POST', '/endpoints/:id/secret', 'revealSecret', 'secrets'),
  route('POST', '/endpoints/:id/secret/rotation', 'rotateSecret', 'secrets'),
];
