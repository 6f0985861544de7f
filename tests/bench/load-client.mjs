// The load, in a process of its own, so that what it costs is known. It speaks just enough HTTP to cost little:
// requests are composed before; of answers it reads the status and finds the end.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from './load.mjs';

const usage = `node tests/bench/load-client.mjs URL [--documents ID,ID,… | --from SITE[,N]] [--connections 64]
  [--seconds 5] [--fresh] [--body JSON] [--agent TEXT]
  --documents  report views of these articles, each from another reader
  --from       of the first N articles (default 200) that SITE, such as http://127.0.0.1:1337, lists
  --fresh      a new connection for each request
  without --documents, --from and --body it asks with GET`;

/** @param {string} from @returns {Promise<string[]>} */
const listedBy = async (from) => {
  const [site, wanted = '200'] = from.split(',');
  /** @type {string[]} */ const ids = [];
  for (let page = 1; ids.length < Number(wanted); page += 1) {
    const query = `fields=title&locale=vi&pagination[pageSize]=100&pagination[page]=${page}`;
    const { data } = await (await fetch(`${site}/api/articles?${query}`)).json();
    if (data.length === 0) break;
    ids.push(...data.map((/** @type {any} */ one) => one.documentId));
  }
  return ids.slice(0, Number(wanted));
};

/** The body of a report. @param {string} documentId */
export const reportOf = (documentId) => JSON.stringify({ type: 'article', documentId, locale: 'vi' });

const program = async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      documents: { type: 'string' },
      from: { type: 'string' },
      connections: { type: 'string', default: '64' },
      seconds: { type: 'string', default: '5' },
      fresh: { type: 'boolean', default: false },
      body: { type: 'string' },
      agent: { type: 'string' },
    },
  });
  const [url] = positionals;
  if (!url) return console.error(usage);
  const ids = values.from ? await listedBy(values.from) : values.documents?.split(',');
  const bodies = ids?.map(reportOf) ?? (values.body === undefined ? undefined : [values.body]);
  const result = await run({
    url,
    readers: ids !== undefined,
    ...(bodies && { bodies }),
    ...(values.agent !== undefined && { agent: values.agent }),
    connections: Number(values.connections),
    seconds: Number(values.seconds),
    fresh: values.fresh,
    firstReader: Math.floor(Math.random() * 90_000_000),
  });
  const { perSecond, cpuShare, statuses, errors } = result;
  return console.log(
    `${Math.round(perSecond)}/s, this client ${Math.round(cpuShare * 100)} % of a core, answers ${JSON.stringify(statuses)}, errors ${JSON.stringify(errors)}`,
  );
};

if (process.send) {
  process.on('message', async (/** @type {import('./load-requests.mjs').Load} */ load) =>
    process.send?.(await run(load)),
  );
  // Its parent is gone.
  process.on('disconnect', () => process.exit());
} else if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await program();
}
