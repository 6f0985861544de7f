const actionOf = (name: 'read' | 'correct' | 'export') => `plugin::content-tracker.${name}`;

export const readAction = actionOf('read');

/** For `useRBAC`, which compares by identity: `canRead`, `canCorrect`, `canExport`. */
export const permissions = (['read', 'correct', 'export'] as const).map((name) => ({
  action: actionOf(name),
  subject: null,
}));

export const readPermissions = permissions.slice(0, 1);
