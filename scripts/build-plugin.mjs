// npm run build in a plugin's folder: Strapi's build of plugins, and after it the declarations (*.d.ts).
// Strapi's build prints the errors that TypeScript finds, leaves out the declarations that have one, and ends with 0.
// It also declares every file of the plugin, and those files name the kit, which no other project has.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const home = process.cwd();
const { dependencies, peerDependencies } = JSON.parse(
  fs.readFileSync(path.join(home, 'package.json'), 'utf8'),
);
/** What an installing project has. */
const installed = new Set([...Object.keys({ ...dependencies, ...peerDependencies }), ...builtinModules]);

/** @param {string} sentence @returns {never} */
const stop = (sentence) => {
  console.error(sentence);
  process.exit(1);
};

const build = () => {
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', 'strapi-plugin', 'build'], {
    cwd: home,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = stripVTControlCharacters(`${stdout}${stderr}`);
  if (status !== 0) stop(output);
  if (/\berror\s+TS\d+:/.test(output)) stop(`${output}\nThe types have errors: see above.`);
};

/** @param {string} text the text of a declaration @returns the modules that it names */
const modulesIn = (text) =>
  [...text.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, name]) => name ?? '');

/** @param {string} module `@scope/name/path` or `name/path` */
const packageOf = (module) =>
  module
    .replace(/^node:/, '')
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');

/** @param {string} from @param {string} module a relative one */
const declarationOf = (from, module) => {
  const target = path.join(path.dirname(from), module);
  return [`${target}.d.ts`, path.join(target, 'index.d.ts')].find((file) => fs.existsSync(file));
};

/** @param {string} entry @returns every declaration that a project reads when it imports this one */
const reachableFrom = (entry) => {
  const found = new Set([entry]);
  for (const file of found) {
    if (!fs.existsSync(file)) stop(`The declaration ${path.relative(home, file)} is missing.`);
    for (const module of modulesIn(fs.readFileSync(file, 'utf8'))) {
      const named = `${path.relative(home, file)} names ${module}`;
      if (module.startsWith('.')) {
        found.add(declarationOf(file, module) ?? stop(`${named}, which has no declaration.`));
      } else if (!installed.has(packageOf(module))) {
        stop(`${named}, which an installing project does not have: give what is exported a type of its own.`);
      }
    }
  }
  return found;
};

/** Keeps the declarations that a project can reach, and refuses one that it could not resolve. */
const prune = () => {
  const parts = ['admin', 'server'].map((part) => path.join(home, 'dist', part, 'src'));
  const reachable = new Set(parts.flatMap((part) => [...reachableFrom(path.join(part, 'index.d.ts'))]));
  for (const part of parts) {
    for (const name of fs.readdirSync(part, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(part, name);
      if (file.endsWith('.d.ts') && !reachable.has(file)) fs.rmSync(file);
    }
  }
};

build();
prune();
