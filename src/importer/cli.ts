import path from 'node:path';
import { parseArgs } from 'node:util';
import { createStrapi, type Core } from '@strapi/strapi';
import { SingleBar } from 'cli-progress';
import { IANAZone } from 'luxon';
import { renewStatistics } from '../plugins/kit/src/statistics';
import { importFiles, type Report } from './run';

const usage = `Usage: npm run import -- PATH… [--locale vi] [--time-zone Asia/Ho_Chi_Minh] [--dry-run]

Imports legacy texts (.txt) and Markdown with front matter (.md), files or folders of them.
  --locale      language of files that name none (the site's default)
  --time-zone   IANA name of the zone that their times are in (content-tracker's timeZone)
  --dry-run     tries everything and keeps nothing

Exit code: 0 all files are in, 1 some were left out, 2 the call was wrong.`;

/** From how many files on there is a progress bar. */
const barFrom = 20;

class WrongCall extends Error {}

interface Places {
  /** The project's folder. */
  readonly root: string;
  /** The folder that paths are meant from. */
  readonly from: string;
}

const readArguments = (args: string[], { root, from }: Places) => {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        locale: { type: 'string' },
        'time-zone': { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return {
      ...values,
      paths: positionals.map((place) => path.relative(root, path.resolve(from, place)) || '.'),
    };
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
};

const chooseLocale = async (strapi: Core.Strapi, asked: string | undefined): Promise<string> => {
  const locales = strapi.plugin('i18n').service('locales');
  if (asked === undefined) return (await locales.getDefaultLocale()) as string;
  const codes = ((await locales.find()) as { code: string }[]).map(({ code }) => code);
  if (!codes.includes(asked)) {
    throw new WrongCall(`--locale must be one of ${codes.join(', ')}, got "${asked}"`);
  }
  return asked;
};

const chooseTimeZone = (strapi: Core.Strapi, asked: string | undefined): string => {
  const timeZone = asked ?? strapi.config.get<string>('plugin::content-tracker.timeZone');
  if (IANAZone.isValidZone(timeZone)) return timeZone;
  throw new WrongCall(`--time-zone must be an IANA name such as Asia/Ho_Chi_Minh, got "${timeZone}"`);
};

const createProgress = () => {
  const bar = new SingleBar({ format: '{bar} {value}/{total}  {eta_formatted} left', hideCursor: true });
  let hasStarted = false;
  return {
    show(done: number, total: number): void {
      if (total < barFrom) return;
      if (!hasStarted) bar.start(total, 0);
      hasStarted = true;
      bar.update(done);
    },
    stop: () => hasStarted && bar.stop(),
  };
};

const summarize = (report: Report, isDryRun: boolean): string => {
  const parts = (['created', 'updated', 'unchanged', 'failed'] as const).map(
    (what) => `${report[what]} ${what}`,
  );
  const ignored = report.ignored > 0 ? `; ${report.ignored} other files in the folders were passed over` : '';
  return `${isDryRun ? 'Dry run, nothing was kept: ' : ''}${parts.join(', ')}${ignored}`;
};

/** Strapi reads each document once more, to tell listeners of it, after the import is through with it. */
const queriesAreDone = async (strapi: Core.Strapi): Promise<void> => {
  const { pool } = strapi.db.connection.client as { pool: Record<string, () => number> };
  const isBusy = () =>
    ['numUsed', 'numPendingAcquires', 'numPendingCreates'].some((count) => (pool[count]?.() ?? 0) > 0);
  // Idle for a while, not for a moment: one query may follow another.
  for (let idleTurns = 0; idleTurns < 10; idleTurns = isBusy() ? 0 : idleTurns + 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** From so many documents on, what the database knows of its tables is no longer true. */
const muchImported = 100;

const importInto = async (strapi: Core.Strapi, asked: ReturnType<typeof readArguments>): Promise<number> => {
  const locale = await chooseLocale(strapi, asked.locale);
  const timeZone = chooseTimeZone(strapi, asked['time-zone']);
  const progress = createProgress();
  const failures: string[] = [];
  try {
    const report = await importFiles(strapi, {
      paths: asked.paths,
      locale,
      timeZone,
      isDryRun: asked['dry-run'],
      now: new Date(),
      onProgress: progress.show,
      onFailure: (line) => failures.push(line),
    });
    if (!asked['dry-run'] && report.created + report.updated >= muchImported) {
      const tables = [...strapi.db.metadata.values()].map(({ tableName }) => tableName);
      await renewStatistics(strapi.db.connection, tables);
    }
    progress.stop();
    console.log(summarize(report, asked['dry-run']));
    return report.failed > 0 ? 1 : 0;
  } finally {
    // Also where something ends the import: what was left out until then has to be known.
    for (const line of failures) console.error(line);
  }
};

const run = async (args: string[], places: Places): Promise<number> => {
  const asked = readArguments(args, places);
  if (asked.help) {
    console.log(usage);
    return 0;
  }
  if (asked.paths.length === 0) throw new WrongCall('no file or folder is named');
  const strapi = createStrapi({ appDir: places.root, distDir: path.join(places.root, 'dist') });
  strapi.log.level = 'error';
  // The first boot is the server's: samples are for a newsroom that is tried out, not for one that moves in.
  strapi.config.set('newsroom.isImport', true);
  await strapi.load();
  try {
    return await importInto(strapi, asked);
  } finally {
    await queriesAreDone(strapi);
    await strapi.destroy();
  }
};

/**
 * Runs an import as the command line asks.
 * @returns the exit code
 */
export const main = async (args: string[], places: Places): Promise<number> => {
  try {
    return await run(args, places);
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
};
