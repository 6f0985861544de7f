import { createPermissions } from 'newsroom-plugin-kit/admin/permissions';
import { pluginId } from './texts';

export const readAction = `plugin::${pluginId}.read`;

/** `useRBAC` answers with `canRead`, `canCorrect` (backdate), `canRemove` and `canExport`. */
export const permissions = createPermissions(pluginId, ['read', 'correct', 'remove', 'export']);

export const readPermissions = permissions.slice(0, 1);

/** Whoever may read some content sees what is scheduled of it; the server leaves out the rest. */
export const contentPermissions = [{ action: 'plugin::content-manager.explorer.read', subject: null }];
