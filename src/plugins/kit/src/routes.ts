type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The uid under which Strapi stores a plugin's permission. */
export const permissionUid = (plugin: string, action: string): string => `plugin::${plugin}.${action}`;

/** A permission that administrators can give to roles, in Settings → Roles. */
export const permissionAction = (plugin: string, action: string, displayName: string) => ({
  section: 'plugins',
  displayName,
  uid: action,
  pluginName: plugin,
});

/**
 * A route for people who are signed in to the admin and have a permission.
 * @param handler `controller.method`
 * @param permission its full uid, such as `plugin::webhook-delivery.read`; without one the handler checks the right
 */
export const adminRoute = (method: Method, path: string, handler: string, permission?: string) => ({
  method,
  path,
  handler,
  config: {
    policies: [
      'admin::isAuthenticatedAdmin',
      ...(permission ? [{ name: 'admin::hasPermissions', config: { actions: [permission] } }] : []),
    ],
  },
});
