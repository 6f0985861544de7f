import type { Knex } from 'knex';
import type { Named } from '../ledger/rename.sql';
import { openKeyOf, toAction, type Actions } from './actions.sql';

/** Makes the function that gives actions to a type or a locale of another name. */
export const createRenameActions =
  (table: string, { close }: Pick<Actions, 'close'>) =>
  async (trx: Knex, from: Named, to: Named): Promise<void> => {
    const rows: Record<string, unknown>[] = await trx(table).where({
      type: from.type,
      ...(from.locale !== undefined && { target_locale: from.locale }),
    });
    for (const action of rows.map(toAction)) {
      const ref = { documentId: action.documentId, locale: to.locale ?? action.locale };
      const openKey = openKeyOf(to.type, ref, action.kind);
      const isOpen = action.state !== 'done' && action.state !== 'withdrawn';
      const isTaken = isOpen && (await trx(table).first('id').where({ open_key: openKey })) !== undefined;
      if (isTaken) await close(trx, [action.id], 'withdrawn', 'there is another one under the new name');
      await trx(table)
        .where({ id: action.id })
        .update({
          type: to.type,
          target_locale: ref.locale,
          ...(!isTaken && { open_key: isOpen ? openKey : null }),
        });
    }
  };
