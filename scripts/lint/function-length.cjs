// An ESLint rule: functions of at most `max` lines, without blank lines and comments.
// A factory only defines values and functions, and returns some of them. The functions that it defines are
// measured one by one, and the factory without them.

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
  if (node.type === 'VariableDeclaration') {
    return node.declarations.some(({ init }) => definesFunctions(init));
  }
  if (node.type === 'ReturnStatement') return definesFunctions(node.argument);
  if (node.type === 'ObjectExpression') {
    return node.properties.some(
      (property) => property.type === 'Property' && definesFunctions(property.value),
    );
  }
  return false;
};

/** A component returns what is on the screen: that is a body, however many functions stand before it. */
const returnsElement = (/** @type {import('estree').Node} */ node) =>
  node.type === 'ReturnStatement' && String(node.argument?.type).startsWith('JSX');

/** @param {import('estree').Function} node */
const isFactory = ({ body }) => {
  if (body.type === 'ObjectExpression') return definesFunctions(body);
  if (functions.has(body.type)) return true;
  return (
    body.type === 'BlockStatement' &&
    body.body.every((statement) => definitions.has(statement.type) && !returnsElement(statement)) &&
    body.body.some(definesFunctions)
  );
};

/** @type {import('eslint').Rule.RuleModule} */
module.exports = {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'object', properties: { max: { type: 'integer', minimum: 1 } }, required: ['max'] }],
    messages: { tooLong: 'This function has {{lines}} lines; at most {{max}} are allowed.' },
  },
  create(context) {
    const { max } = context.options[0];
    /** Numbers of the lines that hold code. @type {Set<number>} */
    const withCode = new Set();
    for (const { loc } of context.sourceCode.ast.tokens) {
      for (let line = loc.start.line; line <= loc.end.line; line += 1) withCode.add(line);
    }

    /** The functions around the node that is visited, each with the lines of those in it. @type {Set<number>[]} */
    const around = [];
    const enter = () => void around.push(new Set());

    /** @param {import('estree').Function} node */
    const leave = (node) => {
      const inner = around.pop() ?? new Set();
      if (!node.loc) return;
      const own = new Set();
      for (let line = node.loc.start.line; line <= node.loc.end.line; line += 1) {
        if (withCode.has(line)) own.add(line);
      }
      const measured = isFactory(node) ? [...own].filter((line) => !inner.has(line)) : [...own];
      for (const line of own) around.at(-1)?.add(line);
      if (measured.length <= max) return;
      const data = { lines: String(measured.length), max: String(max) };
      context.report({ node, messageId: 'tooLong', data });
    };
    return {
      FunctionDeclaration: enter,
      FunctionExpression: enter,
      ArrowFunctionExpression: enter,
      'FunctionDeclaration:exit': leave,
      'FunctionExpression:exit': leave,
      'ArrowFunctionExpression:exit': leave,
    };
  },
};
