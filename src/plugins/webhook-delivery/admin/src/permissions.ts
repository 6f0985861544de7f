/** For `useRBAC`, which compares by identity: `canRead`, `canSend`, `canSecrets`. */
export const permissions = (['read', 'send', 'secrets'] as const).map((name) => ({
  action: `plugin::webhook-delivery.${name}`,
  subject: null,
}));

export const readPermissions = permissions.slice(0, 1);

/** Strapi's own, for its page of webhooks. */
export const strapiPermissions = ['admin::webhooks.read', 'admin::webhooks.update'].map((action) => ({
  action,
  subject: null,
}));
