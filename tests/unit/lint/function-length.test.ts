import { Linter } from 'eslint';
import rule from '../../../scripts/lint/function-length.cjs';

const lengths = (code: string): string[] => {
  const config = {
    languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
    plugins: { newsroom: { rules: { 'function-length': rule } } },
    rules: { 'newsroom/function-length': ['error', { max: 3 }] },
  } as unknown as Linter.Config;
  return new Linter().verify(code, config).map(({ line, message }) => `${line}: ${message}`);
};

const tooLong = (lines: number) => `This function has ${lines} lines; at most 3 are allowed.`;

it('measures a function without its blank lines and comments', () => {
  expect(lengths('const f = () => {\n  // why\n\n  g();\n};')).toEqual([]);
  expect(lengths('const f = () => {\n  g();\n  h();\n};')).toEqual([`1: ${tooLong(4)}`]);
});

it('measures the functions of a factory, not their sum', () => {
  const methods = ['a', 'b', 'c'].map((name) => `    ${name}() {\n      g();\n    },`).join('\n');
  expect(lengths(`const create = () => {\n  return {\n${methods} };\n};`)).toEqual([]);
  expect(lengths(`const create = () => {\n  const n = 1;\n  return {\n${methods} };\n};`)).toEqual([
    `1: ${tooLong(4)}`,
  ]);
  expect(lengths(`const create = () => ({\n${methods} });`)).toEqual([]);
  expect(lengths('const create = () => ({\n  a() {\n    g();\n    h();\n  },\n});')).toEqual([
    `2: ${tooLong(4)}`,
  ]);
});

it('takes what also acts, or shows something, for no factory', () => {
  expect(lengths('const f = () => {\n  const g = () => 1;\n  g();\n  return g;\n};')).toEqual([
    `1: ${tooLong(5)}`,
  ]);
  expect(
    lengths('const F = () => {\n  const g = () => 1;\n  return (\n    <p onClick={g} />\n  );\n};'),
  ).toEqual([`1: ${tooLong(6)}`]);
});
