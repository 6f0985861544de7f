// The rival: reports that are under way together share one durable commit, one row into one table of the same
// database. It does not look whether the document is there, who reads it, or what is bad about a request.
import http from 'node:http';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers';

const require = createRequire(import.meta.url);
const { DATABASE_CLIENT, DATABASE_FILENAME, DATABASE_URL, PORT } = process.env;

/** @returns {(counts: string) => unknown} */
const openSqlite = () => {
  const db = new (require('better-sqlite3'))(DATABASE_FILENAME);
  // As in config/database.ts.
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 15000');
  db.exec('CREATE TABLE IF NOT EXISTS bench_views (id INTEGER PRIMARY KEY, counts TEXT)');
  const insert = db.prepare('INSERT INTO bench_views (counts) VALUES (?)');
  return (counts) => insert.run(counts);
};

const openPostgres = async () => {
  const db = new (require('pg').Client)(DATABASE_URL);
  await db.connect();
  await db.query('CREATE TABLE IF NOT EXISTS bench_views (id bigserial PRIMARY KEY, counts text)');
  const text = 'INSERT INTO bench_views (counts) VALUES ($1)';
  return (/** @type {string} */ counts) => db.query({ name: 'add', text, values: [counts] });
};

const insert = DATABASE_CLIENT === 'sqlite' ? openSqlite() : await openPostgres();
/** @type {Map<string, number>} */ let counts = new Map();
/** @type {http.ServerResponse[]} */ let waiting = [];
let isCommitting = false;
let arrived = 0;

const turnIsOver = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Waits while each turn of the event loop brings something, two milliseconds at most. A server accepts one connection
 * in a turn, so a commit after each turn would group nothing where each report has a new connection.
 */
const gather = async () => {
  const end = performance.now() + 2;
  await turnIsOver();
  for (let before = -1; before !== arrived && performance.now() < end;) {
    before = arrived;
    await turnIsOver();
  }
};

const commit = async () => {
  isCommitting = true;
  while (waiting.length > 0) {
    await gather();
    const [batch, answers] = [JSON.stringify([...counts]), waiting];
    [counts, waiting] = [new Map(), []];
    await insert(batch);
    for (const response of answers) response.writeHead(204).end();
  }
  isCommitting = false;
};

const server = http.createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    const { documentId } = JSON.parse(body);
    counts.set(documentId, (counts.get(documentId) ?? 0) + 1);
    arrived += 1;
    waiting.push(response);
    if (!isCommitting) commit();
  });
});
server.on('connection', () => (arrived += 1));
server.listen(Number(PORT), '127.0.0.1');
