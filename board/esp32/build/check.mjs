/**
 * Checks that a bundle contains only what the Espruino interpreter (2v29) runs correctly. The interpreter executes the
 * source text directly, so most faults would only show when their line runs; this check finds them when the bundle is
 * built.
 */
import { parse } from 'acorn';
import { checkBuiltins } from './check/builtins.mjs';
import { NODE_CHECKS } from './check/nodes.mjs';
import { checkOrder } from './check/order.mjs';
import { children, readNames } from './check/scopes.mjs';
import { checkComments, checkTokens } from './check/tokens.mjs';

/**
 * @typedef {import('./check/scopes.mjs').Node} Node
 * @typedef {{line: number, column: number}} Position
 */

/**
 * All nodes, in the order of the source.
 * @param {Node} node
 * @param {Node[]} [nodes]
 * @returns {Node[]}
 */
function flatten(node, nodes = []) {
  nodes.push(node);
  children(node, (child) => flatten(child, nodes));
  return nodes;
}

/** @param {Node[]} nodes */
function withProperties(nodes) {
  return nodes.flatMap((node) => (node.type === 'ObjectExpression' ? [node, ...node.properties] : [node]));
}

/**
 * @param {string} code
 * @param {(position: Position, text: string) => void} fault
 */
function check(code, fault) {
  /** @type {import('acorn').Token[]} */
  const tokens = [];
  /** @type {import('acorn').Comment[]} */
  const comments = [];
  const options = { ecmaVersion: /** @type {const} */ (5), locations: true, onToken: tokens, onComment: comments };
  const program = /** @type {Node} */ (parse(code, options));
  const report = (/** @type {any} */ node, /** @type {string} */ text) => fault(node.loc.start, text);
  const names = readNames(program);
  const nodes = withProperties(flatten(program));
  const globals = new Set(names.globals);
  const isGlobal = (/** @type {Node} */ node, /** @type {string} */ name) => globals.has(node) && node.name === name;

  checkTokens(tokens, code, report);
  checkComments(comments, code, report);
  for (const node of nodes) NODE_CHECKS[node.type]?.(node, { code, isGlobal, report });
  checkOrder(names, report);
  checkBuiltins(nodes, names, report);
}

/**
 * @param {string} code
 * @param {string} file its name, for the messages
 * @returns {string[]} each fault as `FILE:LINE:COLUMN: FAULT; ADVICE`, in the order of the source
 */
export function checkEspruino(code, file) {
  /** @type {(Position & {text: string})[]} */
  const faults = [];
  try {
    check(code, (position, text) => faults.push({ line: position.line, column: position.column, text }));
  } catch (error) {
    if (!(error instanceof SyntaxError) || !('loc' in error)) throw error;
    const position = /** @type {Position} */ (error.loc);
    faults.push({ ...position, text: `not ES5: ${error.message.replace(/ \(\d+:\d+\)$/, '')}; write it in ES5` });
  }
  faults.sort((a, b) => a.line - b.line || a.column - b.column);
  return [...new Set(faults.map(({ line, column, text }) => `${file}:${line}:${column + 1}: ${text}`))];
}

/**
 * The check as a rollup output plugin. It checks the final code, so it must follow terser.
 * @returns {import('rollup').OutputPlugin}
 */
export function espruinoCheck() {
  return {
    name: 'espruino-check',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [file] : []));
      const faults = chunks.flatMap((chunk) => checkEspruino(chunk.code, chunk.fileName));
      if (faults.length) this.error(faults.join('\n'));
    },
  };
}
