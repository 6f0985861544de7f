/**
 * Permissions of a plugin, for `useRBAC` and `Page.Protect`: `useRBAC` answers with `canRead` for `read`. It
 * compares its argument by identity, so make the list once, at the top of a module.
 */
export const createPermissions = (pluginId: string, names: readonly string[]) =>
  names.map((name) => ({ action: `plugin::${pluginId}.${name}`, subject: null }));
