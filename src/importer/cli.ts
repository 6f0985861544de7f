import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Core } from '@strapi/strapi';
import { SingleBar } from 'cli-progress';
import { IANAZone } from 'luxon';
import { runBesideServer } from '../boot/beside-server';
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

/** From so many documents on, what the database knows of its tables is no longer true. */
const muchImported = 100;

const importInto = async (strapi: Core.Strapi, asked: ReturnType<typeof readArguments>): Promise<number> => {
  const locale = await chooseLocale(strapi, asked.locale);
  const timeZone = chooseTimeZone(strapi, asked['time-zone']);
  const progress = createProgress();
  const failures: string[] = [];
  const stopping = new AbortController();
  const stop = (): void => {
    // Whoever says it twice does not want to wait for the file that is under way.
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
  };
  // Strapi's own would end the process in the middle of a file, with the exit code of a good end.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.removeAllListeners(signal).on(signal, stop);
  try {
    const report = await importFiles(strapi, {
      paths: asked.paths,
      locale,
      timeZone,
      isDryRun: asked['dry-run'],
      now: new Date(),
      signal: stopping.signal,
      onProgress: progress.show,
      onFailure: (line) => failures.push(line),
    });
    if (!asked['dry-run'] && report.created + report.updated >= muchImported) {
      const tables = [...strapi.db.metadata.values()].map(({ tableName }) => tableName);
      await renewStatistics(strapi.db.connection, tables);
    }
    progress.stop();
    console.log(summarize(report, asked['dry-run']));
    if (stopping.signal.aborted) {
      console.error('Stopped: the other files were not tried; the same call goes on');
    }
    return report.failed > 0 || stopping.signal.aborted ? 1 : 0;
  } finally {
    // Also where something ends the import: what was left out until then has to be known.
    for (const line of failures) console.error(line);
  }
};

/** Runs a command with a Strapi that is ready, and resolves to what it does. */
type Runner = (command: (strapi: Core.Strapi) => Promise<number>) => Promise<number>;

const run = async (args: string[], places: Places, within: Runner): Promise<number> => {
  const asked = readArguments(args, places);
  if (asked.help) {
    console.log(usage);
    return 0;
  }
  if (asked.paths.length === 0) throw new WrongCall('no file or folder is named');
  return within((strapi) => importInto(strapi, asked));
};

/**
 * Runs an import as the command line asks.
 * @param within what it runs in; a Strapi of its own beside the server, where nothing is said
 * @returns the exit code
 */
export const main = async (
  args: string[],
  places: Places,
  within: Runner = (command) => runBesideServer(places.root, command),
): Promise<number> => {
  try {
    return await run(args, places, within);
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
};
