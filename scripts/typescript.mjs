import fs from 'node:fs';
import { createRequire } from 'node:module';
import ts from 'typescript';

const compilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  esModuleInterop: true,
};

const require = createRequire(import.meta.url);

/** Loads a module in TypeScript, and those that it imports, without a build. @param {string} file its full path */
export const loadTypeScript = (file) => {
  require.extensions['.ts'] = (module, name) => {
    const { outputText } = ts.transpileModule(fs.readFileSync(name, 'utf8'), { compilerOptions });
    /** @type {any} */ (module)._compile(outputText, name);
  };
  return require(file);
};
