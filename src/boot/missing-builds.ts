import fs from 'node:fs';
import path from 'node:path';
import type { Core } from '@strapi/strapi';

interface EnabledPlugin {
  readonly pathToPlugin?: string;
  readonly packageInfo?: { readonly exports?: Record<string, { readonly require?: string } | undefined> };
}

/**
 * Refuses to start where a plugin is switched on and its build is missing. Strapi passes over such a plugin without
 * a word, and would go on to take its fields out of the content's tables.
 * @throws Error naming the plugin, the file, and what to do
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
