import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Core } from '@strapi/strapi';
import { SingleBar } from 'cli-progress';
import { IANAZone } from 'luxon';
import { runBesideServer } from '../boot/beside-server';
import { renewStatistics } from '../plugins/kit/src/statistics';
import { importFiles, type Report } from './run';

const usage = `Usage: npm run import -- PATH… [--locale vi] [--time-zone Asia/Ho_Chi_Minh] [--dry-run]

Imports legacy texts (.txt) and Markdown with front matter (.md). A path is a file or a folder.
  --locale      language of the files that name none (default: the site's default language)
  --time-zone   IANA name of the time zone of the files (default: the timeZone of content-tracker)
  --dry-run     tries every file and keeps nothing

Exit code: 0 all files were imported, 1 some were not, 2 the command line was wrong.`;

/** The smallest number of files that shows a progress bar. */
const filesForBar = 20;

class UsageError extends Error {}

interface Folders {
  /** The project's folder. */
  readonly root: string;
  /** The folder that the user's paths are relative to. */
  readonly from: string;
}

const readArguments = (args: string[], { root, from }: Folders) => {
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
      paths: positionals.map((named) => path.relative(root, path.resolve(from, named)) || '.'),
    };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

const chooseLocale = async (strapi: Core.Strapi, asked: string | undefined): Promise<string> => {
  const locales = strapi.plugin('i18n').service('locales');
  if (asked === undefined) return (await locales.getDefaultLocale()) as string;
  const codes = ((await locales.find()) as { code: string }[]).map(({ code }) => code);
  if (!codes.includes(asked)) {
    throw new UsageError(`--locale must be one of ${codes.join(', ')}, got "${asked}"`);
  }
  return asked;
};

const chooseTimeZone = (strapi: Core.Strapi, asked: string | undefined): string => {
  const timeZone = asked ?? strapi.config.get<string>('plugin::content-tracker.timeZone');
  if (IANAZone.isValidZone(timeZone)) return timeZone;
  throw new UsageError(`--time-zone must be an IANA name such as Asia/Ho_Chi_Minh, got "${timeZone}"`);
};

const createProgress = () => {
  const bar = new SingleBar({ format: '{bar} {value}/{total}  {eta_formatted} left', hideCursor: true });
  let hasStarted = false;
  return {
    show(done: number, total: number): void {
      if (total < filesForBar) return;
      if (!hasStarted) bar.start(total, 0);
      hasStarted = true;
      bar.update(done);
    },
    stop: () => hasStarted && bar.stop(),
  };
};

const summarize = (report: Report, isDryRun: boolean): string => {
  const parts = (['created', 'updated', 'unchanged', 'failed'] as const).map(
    (outcome) => `${report[outcome]} ${outcome}`,
  );
  const ignored = report.ignored > 0 ? `; ${report.ignored} other files in the folders were ignored` : '';
  return `${isDryRun ? 'Dry run, nothing was kept: ' : ''}${parts.join(', ')}${ignored}`;
};

/** The smallest number of written documents after which the database's statistics are out of date. */
const documentsForStatistics = 100;

const importInto = async (strapi: Core.Strapi, asked: ReturnType<typeof readArguments>): Promise<number> => {
  const locale = await chooseLocale(strapi, asked.locale);
  const timeZone = chooseTimeZone(strapi, asked['time-zone']);
  const progress = createProgress();
  const failures: string[] = [];
  const stopping = new AbortController();
  const stop = (): void => {
    // A second signal does not wait for the current file.
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
  };
  // Strapi's own listeners would end the process in the middle of a file, with exit code 0.
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
    if (!asked['dry-run'] && report.created + report.updated >= documentsForStatistics) {
      const tables = [...strapi.db.metadata.values()].map(({ tableName }) => tableName);
      await renewStatistics(strapi.db.connection, tables);
    }
    progress.stop();
    console.log(summarize(report, asked['dry-run']));
    if (stopping.signal.aborted) {
      console.error('Stopped: the remaining files were not tried; run the same command again to go on');
    }
    return report.failed > 0 || stopping.signal.aborted ? 1 : 0;
  } finally {
    // Also after an error that ends the import: the user must know which files failed before it.
    for (const line of failures) console.error(line);
  }
};

/** Runs a command with a loaded Strapi and resolves to the command's result. */
type Runner = (command: (strapi: Core.Strapi) => Promise<number>) => Promise<number>;

const run = async (args: string[], folders: Folders, within: Runner): Promise<number> => {
  const asked = readArguments(args, folders);
  if (asked.help) {
    console.log(usage);
    return 0;
  }
  if (asked.paths.length === 0) throw new UsageError('name at least one file or folder');
  return within((strapi) => importInto(strapi, asked));
};

/**
 * Runs `npm run import`.
 * @param within loads Strapi for the import; by default a Strapi of its own beside the server
 * @returns the exit code
 */
export const main = async (
  args: string[],
  folders: Folders,
  within: Runner = (command) => runBesideServer(folders.root, command),
): Promise<number> => {
  try {
    return await run(args, folders, within);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
};
