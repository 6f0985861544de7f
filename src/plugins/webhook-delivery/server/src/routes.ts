import { adminRoute, permissionAction, permissionUid } from 'newsroom-plugin-kit/routes';

type Action = 'read' | 'send' | 'secrets';

const plugin = 'webhook-delivery';
const action = (uid: Action, displayName: string) => permissionAction(plugin, uid, displayName);

/** Permissions of this plugin, offered in Settings → Roles. */
export const actions = [
  action('read', 'See what became of webhooks'),
  action('send', 'Send webhooks again and send tests'),
  action('secrets', 'See and rotate the secrets of webhooks'),
];

const route = (method: 'GET' | 'POST', path: string, handler: string, needed: Action) =>
  adminRoute(method, path, `deliveries.${handler}`, permissionUid(plugin, needed));

export const routes = [
  route('GET', '/endpoints', 'endpoints', 'read'),
  route('GET', '/failing', 'failing', 'read'),
  route('GET', '/deliveries', 'deliveries', 'read'),
  route('GET', '/deliveries/:id', 'delivery', 'read'),
  route('POST', '/deliveries/:id/again', 'sendAgain', 'send'),
  route('POST', '/endpoints/:id/again', 'sendAllSince', 'send'),
  route('POST', '/endpoints/:id/test', 'test', 'send'),
  route('POST', '/endpoints/:id/confirmation', 'confirm', 'send'),
  route('POST', '/endpoints/:id/giving-up', 'giveUp', 'send'),
  route('POST', '/resumption', 'resume', 'send'),
  // The scope belongs to the webhook, and needs the permission that Strapi's own form of the webhook needs.
  adminRoute('PUT', '/endpoints/:id/scope', 'deliveries.setScope', 'admin::webhooks.update'),
  route('POST', '/endpoints/:id/secret', 'revealSecret', 'secrets'),
  route('POST', '/endpoints/:id/secret/rotation', 'rotateSecret', 'secrets'),
];
