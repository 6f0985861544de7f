import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { setUpEditorRoles } from '../access/editor-roles';
import { setUpReaders } from '../access/public-roles';
import { importFiles } from '../importer/run';

const locales = [
  { code: 'vi', name: 'Tiếng Việt' },
  { code: 'en', name: 'English' },
];
/** The key in Strapi's settings under which the first boot keeps its progress. */
const marker = { type: 'core', name: 'newsroom', key: 'first_boot' } as const;

const createLocales = async (strapi: Core.Strapi): Promise<void> => {
  const service = strapi.plugin('i18n').service('locales');
  for (const locale of locales) {
    if (!(await service.findByCode(locale.code))) await service.create(locale);
  }
  await service.setDefaultLocale({ code: 'vi' });
};

const loadSamples = async (strapi: Core.Strapi): Promise<void> => {
  const report = await importFiles(strapi, {
    paths: [path.join(strapi.dirs.app.root, 'database', 'seeds')],
    locale: 'vi',
    timeZone: strapi.config.get('plugin::content-tracker.timeZone'),
    isDryRun: false,
    now: new Date(),
    onFailure: (line) => strapi.log.error(`newsroom: ${line}`),
  });
  strapi.log.info(`newsroom: loaded ${report.created} sample documents from database/seeds`);
};

/** The progress of the first boot. */
interface FirstBoot {
  /** Whether sample content was to be loaded. */
  readonly samples: boolean;
  readonly isDone: boolean;
}

/**
 * Sets up a new database: languages, roles, and sample content where there is no article yet. A server does it once, so it
 * never undoes what an administrator changes later. After an interruption, the next boot finishes it.
 */
export const setUpOnFirstBoot = async (
  strapi: Core.Strapi,
  { samples }: { samples: boolean },
): Promise<void> => {
  const store = strapi.store(marker);
  const before = (await store.get({})) as FirstBoot | null;
  if (before?.isDone) return;
  await setUpLanguagesAndRoles(strapi);
  const isEmpty = (await strapi.db.query('api::article.article').count()) === 0;
  const decided = { samples: before?.samples ?? (samples && isEmpty), isDone: false };
  await store.set({ value: decided });
  if (decided.samples) await loadSamples(strapi);
  await store.set({ value: { ...decided, isDone: true } });
};

/**
 * Sets up languages and roles, until a server has begun its first boot. An import into a new database calls it alone, and
 * the first boot calls it again after that: nobody has changed roles in between, as no server has run.
 */
export const setUpLanguagesAndRoles = async (strapi: Core.Strapi): Promise<void> => {
  if (await strapi.store(marker).get({})) return;
  await createLocales(strapi);
  await setUpReaders(strapi);
  await setUpEditorRoles(strapi);
};
