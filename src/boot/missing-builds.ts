// Why: Strapi skips a plugin without its build, without a message, and then drops the plugin's columns.
// Relies on: the shape of Strapi's `enabledPlugins`. If it changes, tests/app/operations/compatibility.test.ts notices.
import fs from 'node:fs';
import path from 'node:path';
import type { Core } from '@strapi/strapi';

interface EnabledPlugin {
  readonly pathToPlugin?: string;
  readonly packageInfo?: { readonly exports?: Record<string, { readonly require?: string } | undefined> };
}

/**
 * Refuses the start where the build of an enabled plugin is missing.
 * @throws Error that names the plugin, the file, and what to do
 */
export const refuseMissingBuilds = (strapi: Core.Strapi): void => {
  const enabled = strapi.config.get<Record<string, EnabledPlugin>>('enabledPlugins', {});
  for (const [name, { pathToPlugin, packageInfo }] of Object.entries(enabled)) {
    const entry = packageInfo?.exports?.['./strapi-server']?.require;
    if (entry === undefined || pathToPlugin === undefined) continue;
    const file = path.join(pathToPlugin, entry);
    if (fs.existsSync(file)) continue;
    throw new Error(
      `newsroom: the plugin ${name} is switched on, but its build is missing: there is no ${path.relative(strapi.dirs.app.root, file)}. ` +
        'Run "node scripts/prepare.mjs", which builds it, or "npm start". Nothing was changed in the database.',
    );
  }
};
