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

const route = (method: 'GET' | 'POST' | 'PUT', path: string, handler: string, permission: string) => ({
  method,
  path,
  handler: `deliveries.${handler}`,
  config: {
    policies: [
      'admin::isAuthenticatedAdmin',
      { name: 'admin::hasPermissions', config: { actions: [permission] } },
    ],
  },
});

const own = (uid: Uid): string => `plugin::webhook-delivery.${uid}`;

export const routes = [
  route('GET', '/endpoints', 'endpoints', own('read')),
  route('GET', '/failing', 'failing', own('read')),
  route('GET', '/deliveries', 'deliveries', own('read')),
  route('GET', '/deliveries/:id', 'delivery', own('read')),
  route('POST', '/deliveries/:id/again', 'sendAgain', own('send')),
  route('POST', '/endpoints/:id/again', 'sendAllSince', own('send')),
  route('POST', '/endpoints/:id/test', 'test', own('send')),
  route('POST', '/endpoints/:id/confirmation', 'confirm', own('send')),
  route('POST', '/endpoints/:id/giving-up', 'giveUp', own('send')),
  route('POST', '/resumption', 'resume', own('send')),
  // As Strapi's own form of the webhook.
  route('PUT', '/endpoints/:id/scope', 'setScope', 'admin::webhooks.update'),
  route('POST', '/endpoints/:id/secret', 'revealSecret', own('secrets')),
  route('POST', '/endpoints/:id/secret/rotation', 'rotateSecret', own('secrets')),
];
