import { parseArgs } from 'node:util';
import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { runBesideServer } from '../boot/beside-server';
import { createTeller } from './index';
import { createAgreement, decideRelations, findSharingTypes, wantedOf } from './agreement';
import type { SharingType, Version } from './agreement';

const usage = `Usage: npm run shared-fields [-- --mend]

Lists documents whose languages differ in what is to be the same in all of them.
  --mend   brings them to agree: drafts with the one that was saved last, what readers see with what was published last

Exit code: 0 all agree, 1 some differ (with --mend: did differ), 2 the call was wrong.`;

/** How many documents are looked at with one query. */
const atOnce = 100;

const newest = (versions: readonly Version[]): Version | undefined =>
  [...versions].sort((a, b) => b.at.getTime() - a.at.getTime())[0];

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 100) ?? 'null';

const check = async (strapi: Core.Strapi, isMending: boolean): Promise<number> => {
  const { read, differences, bring } = createAgreement(strapi);
  const tell = createTeller(strapi);
  let differing = 0;

  const checkGroup = async (type: SharingType, group: readonly Version[]) => {
    const source = newest(group);
    if (!source) return;
    const relations = decideRelations(type, source, group, undefined);
    const wanted = wantedOf(type, source, relations);
    for (const version of group) {
      const found = await differences(type, version, wanted);
      for (const [name, value] of Object.entries(found)) {
        differing += 1;
        const status = version.isPublished ? 'published' : 'draft';
        console.log(
          `${type.uid} ${version.documentId}, ${status}: ${name} is ${shown(version.fields[name])} in ${version.locale}, ${shown(value)} in ${source.locale}`,
        );
      }
    }
    if (!isMending) return;
    const changed = await bring(type, group, wanted);
    await tell(
      type,
      changed.filter(({ isPublished }) => isPublished || !type.hasDrafts),
    );
  };

  const checkDocument = async (type: SharingType, documentId: string): Promise<void> => {
    await strapi.db.transaction(async ({ trx }) => {
      // As writers of the document do: nobody changes it between the look and the mending.
      if (isMending && strapi.config.get('database.connection.client') !== 'sqlite') {
        const rows = (trx as Knex)(type.table).select('id').where({ document_id: documentId });
        await rows.orderBy('locale').forUpdate();
      }
      const versions = await read(type, documentId);
      await checkGroup(
        type,
        versions.filter(({ isPublished }) => !isPublished),
      );
      await checkGroup(
        type,
        versions.filter(({ isPublished }) => isPublished),
      );
    });
  };

  for (const type of findSharingTypes(strapi)) {
    for (let last = ''; ;) {
      const rows: { document_id: string }[] = await strapi.db
        .connection(type.table)
        .distinct('document_id')
        .where('document_id', '>', last)
        .orderBy('document_id')
        .limit(atOnce);
      for (const { document_id: documentId } of rows) await checkDocument(type, documentId);
      last = rows.at(-1)?.document_id ?? '';
      if (rows.length < atOnce) break;
    }
  }
  return differing;
};

/**
 * Lists, and on request mends, where languages differ in shared fields.
 * @returns the exit code
 */
export const main = async (args: string[], root: string): Promise<number> => {
  try {
    const options = { mend: { type: 'boolean' }, help: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args, options });
    if (values.help) {
      console.log(usage);
      return 0;
    }
    const differing = await runBesideServer(root, (strapi) => check(strapi, values.mend === true));
    const isMended = values.mend && differing > 0;
    console.log(
      differing === 0 ? 'All languages agree' : `${differing} differences${isMended ? ', mended' : ''}`,
    );
    return differing === 0 ? 0 : 1;
  } catch (error) {
    if (!String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')) throw error;
    console.error(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
};
