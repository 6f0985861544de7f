import type { Knex } from 'knex';
import type { Named } from '../ledger/rename.sql';
import { openKeyOf, toAction } from './actions.sql';
import { openStates } from './rules';

/** Makes the function that gives actions to a type or a locale of another name. */
export const createRenameActions =
  (table: string) =>
  async (trx: Knex, from: Named, to: Named): Promise<void> => {
    const rows: Record<string, unknown>[] = await trx(table).where({
      type: from.type,
      ...(from.locale !== undefined && { target_locale: from.locale }),
    });
    for (const action of rows.map(toAction)) {
      const ref = { documentId: action.documentId, locale: to.locale ?? action.locale };
      const openKey = openKeyOf(to.type, ref, action.kind);
      const isTaken = (await trx(table).first('id').where({ open_key: openKey })) !== undefined;
      const isOpen = openStates.includes(action.state) && !isTaken;
      await trx(table)
        .where({ id: action.id })
        .update({
          type: to.type,
          target_locale: ref.locale,
          ...(openStates.includes(action.state) && isTaken && { state: 'withdrawn' }),
          open_key: isOpen ? openKey : null,
        });
    }
  };
