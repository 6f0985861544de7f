// An ESLint rule: functions of at most `max` lines, without blank lines and comments.
// A factory, which only defines values and functions and returns, is not measured itself: the functions that
// it defines are. Its size is that of the file, which `max-lines` limits.

/** What a factory may consist of. */
const definitions = new Set([
  'VariableDeclaration',
  'FunctionDeclaration',
  'ReturnStatement',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
]);

const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** @param {import('estree').Node | null | undefined} node @returns {boolean} */
const definesFunctions = (node) => {
  if (!node) return false;
  if (functions.has(node.type)) return true;
  if (node.type === 'VariableDeclaration')
    return node.declarations.some(({ init }) => definesFunctions(init));
  if (node.type === 'ReturnStatement') return definesFunctions(node.argument);
  if (node.type === 'ObjectExpression') {
    return node.properties.some(
      (property) => property.type === 'Property' && definesFunctions(property.value),
    );
  }
  return false;
};

/** @param {import('estree').Function} node */
const isFactory = ({ body }) => {
  if (body.type === 'ObjectExpression') return definesFunctions(body);
  if (functions.has(body.type)) return true;
  return (
    body.type === 'BlockStatement' &&
    body.body.every(({ type }) => definitions.has(type)) &&
    body.body.some(definesFunctions)
  );
};

/** @type {import('eslint').Rule.RuleModule} */
export default {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'object', properties: { max: { type: 'integer', minimum: 1 } }, required: ['max'] }],
    messages: { tooLong: 'This function has {{lines}} lines; at most {{max}} are allowed.' },
  },
  create(context) {
    const { max } = context.options[0];
    const { sourceCode } = context;
    /** Numbers of the lines that hold code. @type {Set<number>} */
    const withCode = new Set();
    for (const token of sourceCode.ast.tokens) {
      for (let line = token.loc.start.line; line <= token.loc.end.line; line += 1) withCode.add(line);
    }

    /** @param {import('estree').Function} node */
    const check = (node) => {
      if (!node.loc || isFactory(node)) return;
      let lines = 0;
      for (let line = node.loc.start.line; line <= node.loc.end.line; line += 1) {
        if (withCode.has(line)) lines += 1;
      }
      if (lines > max) {
        context.report({ node, messageId: 'tooLong', data: { lines: String(lines), max: String(max) } });
      }
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};
