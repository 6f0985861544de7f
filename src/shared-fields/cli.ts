import { parseArgs } from 'node:util';
import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { runBesideServer } from '../boot/beside-server';
import { createAgreement, decideRelations, findSharingTypes, wantedOf } from './agreement';
import type { SharingType, Version } from './agreement';
import { createChangeReporter } from './change-reporter';

const usage = `Usage: npm run shared-fields [-- --mend]

Lists shared fields whose values differ between the languages of a document.
  --mend   makes them agree: drafts get the values of the draft that was saved last, published versions those of the
           version that was published last

Exit code: 0 all agree, 1 some differ (with --mend: differed before), 2 the command line was wrong.`;

/** Documents per query. */
const pageSize = 100;

const newest = (versions: readonly Version[]): Version | undefined =>
  [...versions].sort((a, b) => b.at.getTime() - a.at.getTime())[0];

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 100) ?? 'null';

const check = async (strapi: Core.Strapi, isMending: boolean): Promise<number> => {
  const { read, differences, writeWanted } = createAgreement(strapi);
  const reportChanges = createChangeReporter(strapi);
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
    const changed = await writeWanted(type, group, wanted);
    await reportChanges(
      type,
      changed.filter(({ isPublished }) => isPublished || !type.hasDrafts),
    );
  };

  const checkDocument = async (type: SharingType, documentId: string): Promise<void> => {
    await strapi.db.transaction(async ({ trx }) => {
      // The lock that writers of the document take: nobody changes it between this check and its mending.
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
        .limit(pageSize);
      for (const { document_id: documentId } of rows) await checkDocument(type, documentId);
      last = rows.at(-1)?.document_id ?? '';
      if (rows.length < pageSize) break;
    }
  }
  return differing;
};

/**
 * Runs `npm run shared-fields`: lists the shared fields in which languages differ, and mends them on request.
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
