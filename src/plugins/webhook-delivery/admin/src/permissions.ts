import { createPermissions } from 'newsroom-plugin-kit/admin/permissions';
import { pluginId } from './texts';

/** `useRBAC` answers with `canRead`, `canSend` and `canSecrets`. */
export const permissions = createPermissions(pluginId, ['read', 'send', 'secrets']);

export const readPermissions = permissions.slice(0, 1);

/** Permissions of Strapi's own page of webhooks: `canRead`, `canUpdate`. */
export const strapiPermissions = ['admin::webhooks.read', 'admin::webhooks.update'].map((action) => ({
  action,
  subject: null,
}));
