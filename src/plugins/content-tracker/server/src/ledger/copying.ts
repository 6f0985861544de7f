import { inOwnTransaction } from '../content/transaction';
import type { Tracker } from '../tracker';
import type { FoldStateRow } from './fold-state.sql';
import type { Folding } from './folding';

const pauseMs = 30_000;
const renewEveryMs = 10_000;

/** Which of Strapi's commands this process carries out, if it is one that copies the database. */
export const copyingCommand = (argv: readonly string[]): 'reads' | 'replaces' | undefined => {
  const words = argv.slice(2);
  const command = words.find((word) => ['export', 'import', 'transfer'].includes(word));
  if (command === 'import') return 'replaces';
  if (command === 'transfer') return words.some((word) => word.startsWith('--from')) ? 'replaces' : 'reads';
  return command === 'export' ? 'reads' : undefined;
};

/**
 * Prepares the ledger for Strapi's commands `export`, `import` and `transfer`, each a process of its own beside the
 * server. Increments are in no archive.
 *
 * - Before an export all are folded, and nobody folds or tidies until the process ends: the archive has the counts of one
 *   moment.
 * - Before an import all are folded, and the ledger gets a new name. The archive brings another one: from then on
 *   increments that were counted before are dropped.
 */
export const createCopying = (
  { db, strapi, onError }: Pick<Tracker, 'db' | 'strapi' | 'onError'>,
  state: FoldStateRow,
  folding: Folding,
) => {
  let timer: NodeJS.Timeout | undefined;

  const renew = (): void => {
    state.pause(db, pauseMs, true).then(
      (isInTime) => {
        if (isInTime) return;
        strapi.log.error('content-tracker: views were folded during the export: it must be repeated');
        process.exit(1);
      },
      (error: unknown) => onError('the pause of the fold could not be renewed', error),
    );
  };

  return {
    async prepare(command: 'reads' | 'replaces'): Promise<void> {
      await state.pause(db, pauseMs, false);
      timer = setInterval(renew, renewEveryMs).unref();
      await folding.foldAllInPause();
      if (command === 'replaces') {
        await inOwnTransaction(db, (trx) => state.renameBoth(trx));
        clearInterval(timer);
        await state.resume(db);
      }
    },

    async stop(): Promise<void> {
      if (!timer) return;
      clearInterval(timer);
      await state.resume(db).catch(() => undefined);
    },
  };
};
