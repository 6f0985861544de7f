// What stands between a fresh clone and a server that can start: dependencies, secrets, builds.
// Runs before anything is installed, so it may import nothing but Node's own modules.
// Each step looks first whether its work is still good; a second run takes well under a second.
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const at = (/** @type {string[]} */ ...parts) => path.join(root, ...parts);

/** @param {string} sentence @returns {never} */
const stop = (sentence) => {
  console.error(`\n${sentence}\n`);
  process.exit(1);
};

/** What the newsroom was tried on. */
const checkNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major === 22 || (major === 20 && minor >= 19)) return;
  const isAborting = major > 24 || (major === 24 && minor >= 19);
  stop(
    `Newsroom needs Node.js 20 (from 20.19) or 22; this is ${process.versions.node}. ` +
      (isAborting
        ? 'From Node.js 24.19 on, better-sqlite3 12, which Strapi needs, ends the process soon after each start.'
        : 'It was not tried on others.'),
  );
};

/**
 * @param {string} command @param {string[]} args
 * @param {{ quiet?: boolean }} [options] quiet: the output is shown only when the command fails
 */
const run = (command, args, { quiet = false } = {}) => {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`;
  if (result.status !== 0 && quiet) process.stderr.write(output);
  return { ok: result.status === 0, output };
};

/** @param {string} what @param {() => void} work */
const timed = (what, work) => {
  const start = Date.now();
  console.log(`… ${what}`);
  work();
  console.log(`  done in ${Math.round((Date.now() - start) / 1000)} s`);
};

const install = () => {
  // npm writes this copy of the lock file when, and only when, an install has come to its end.
  const installed = at('node_modules', '.package-lock.json');
  const isCurrent =
    fs.existsSync(installed) &&
    fs.statSync(installed).mtimeMs >= fs.statSync(at('package-lock.json')).mtimeMs;
  if (isCurrent) return;
  timed('installing dependencies (the first time takes some minutes)', () => {
    const { ok, output } = run(
      'npm',
      ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
      { quiet: true },
    );
    if (ok) return;
    if (/node-gyp|prebuild-install|not found: make|better-sqlite3/i.test(output)) {
      stop(
        'better-sqlite3 could not be built: install a C++ toolchain and Python 3 ' +
          '(Debian, Ubuntu: "apt install build-essential python3"; macOS: "xcode-select --install"), then run this again.',
      );
    }
    stop('The dependencies could not be installed: npm says why above.');
  });
};

/** Paths and contents of the files below `places`, hashed. @param {string[]} places */
const fingerprint = (places) => {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '');
  const visit = (/** @type {string} */ place) => {
    if (!fs.existsSync(place)) return;
    if (fs.statSync(place).isDirectory()) {
      for (const name of fs.readdirSync(place).sort()) {
        if (name !== 'node_modules' && name !== 'dist') visit(path.join(place, name));
      }
      return;
    }
    hash.update(path.relative(root, place)).update(fs.readFileSync(place));
  };
  for (const place of places) visit(at(place));
  return hash.digest('hex');
};

/**
 * Does `work` if what it is made of has changed since it last ran to its end.
 * @param {string} name @param {string[]} sources @param {string} product @param {() => void} work
 */
const make = (name, sources, product, work) => {
  const stamp = at('.cache', `${name}.built`);
  const print = fingerprint([...sources, 'package-lock.json']);
  if (fs.existsSync(at(product)) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === print) return;
  fs.rmSync(stamp, { force: true });
  timed(`building ${name}`, work);
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(stamp, print);
};

/** @param {string} bin @param {string[]} args */
const tool = (bin, args) => {
  if (!run('npx', ['--no-install', bin, ...args], { quiet: true }).ok) {
    stop(`"${bin} ${args.join(' ')}" failed: see above.`);
  }
};

/** What the plugins share: each of them holds its own copy once it is built. */
const kit = 'src/plugins/kit';

/** Names of the plugins in src/plugins. */
export const plugins = () =>
  fs
    .readdirSync(at('src', 'plugins'))
    .filter(
      (name) => fs.existsSync(at('src', 'plugins', name, 'package.json')) && `src/plugins/${name}` !== kit,
    );

/** @param {boolean} withApp also what `npm start` serves: `npm run develop` makes that by itself */
const build = (withApp) => {
  for (const name of plugins()) {
    const home = `src/plugins/${name}`;
    make(
      name,
      [
        ...['server', 'admin', 'shared', 'package.json'].map((part) => `${home}/${part}`),
        kit,
        'scripts/build-plugin.mjs',
        'scripts/bot-patterns.mjs',
      ],
      `${home}/dist`,
      () => {
        if (!run('npm', ['run', 'build', '--silent', '--workspace', home], { quiet: true }).ok) {
          stop(`The plugin ${name} could not be built: see above.`);
        }
      },
    );
  }
  if (!withApp) return;
  const pluginAdmins = plugins().flatMap((name) => [
    `src/plugins/${name}/admin`,
    `src/plugins/${name}/shared`,
    `src/plugins/${name}/package.json`,
  ]);
  make('admin', ['src/admin', 'config', kit, ...pluginAdmins], 'dist/build/index.html', () =>
    tool('strapi', ['build', '--silent']),
  );
  const serverSources = fs
    .readdirSync(at('src'))
    .filter((name) => name !== 'admin' && name !== 'plugins')
    .map((name) => `src/${name}`);
  make('server', ['config', 'types', 'tsconfig.json', kit, ...serverSources], 'dist/src/index.js', () => {
    // What was deleted from the sources must not live on in dist.
    for (const part of ['config', 'src', 'types']) {
      fs.rmSync(at('dist', part), { recursive: true, force: true });
    }
    tool('tsc', ['--project', 'tsconfig.json']);
  });
};

const secretNames = [
  'API_TOKEN_SALT',
  'ADMIN_JWT_SECRET',
  'TRANSFER_TOKEN_SALT',
  'JWT_SECRET',
  'ENCRYPTION_KEY',
];

/** Writes to .env the secrets that neither it nor the environment has; leaves every other line alone. */
const writeSecrets = () => {
  const file = at('.env');
  const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  // A copy of .env.example is for everybody to read.
  if (before !== '') fs.chmodSync(file, 0o600);
  const random = () => randomBytes(32).toString('base64');
  const lineOf = (/** @type {string} */ name) =>
    new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=(.*)$`, 'm');
  const isReal = (/** @type {string | undefined} */ value) =>
    Boolean(value?.replace(/["'\s]/g, '')) && !/tobemodified/i.test(value ?? '');
  const missing = ['APP_KEYS', ...secretNames].filter(
    (name) => !isReal(process.env[name]) && !isReal(lineOf(name).exec(before)?.[1]),
  );
  if (missing.length === 0) return;
  let after = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  for (const name of missing) {
    const line = `${name}=${name === 'APP_KEYS' ? `${random()},${random()}` : random()}`;
    // An empty line or the example's placeholder is filled in where it stands.
    after = lineOf(name).test(after) ? after.replace(lineOf(name), () => line) : `${after}${line}\n`;
  }
  fs.writeFileSync(file, after, { mode: 0o600 });
  console.log(`… wrote ${missing.length} generated secrets to .env`);
};

export const prepare = ({ withApp = true } = {}) => {
  process.chdir(root);
  checkNode();
  install();
  // Before the builds: Strapi's reads the configuration, which wants them.
  writeSecrets();
  build(withApp);
};

// node scripts/prepare.mjs: that and no more.
if (process.argv[1] === fileURLToPath(import.meta.url)) prepare();
