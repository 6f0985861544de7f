import { createPermissions } from 'newsroom-plugin-kit/admin/permissions';
import { pluginId } from './texts';

export const readAction = `plugin::${pluginId}.read`;

/** `useRBAC` answers with `canRead`, `canCorrect` (backdate) and `canExport`. */
export const permissions = createPermissions(pluginId, ['read', 'correct', 'export']);

export const readPermissions = permissions.slice(0, 1);
