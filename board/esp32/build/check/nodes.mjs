/** Faults of single expressions and statements. */
import { regexpFaults } from './regexp.mjs';
import { children, isFunction } from './scopes.mjs';
import { RESERVED } from './tables.mjs';

/**
 * @typedef {import('./scopes.mjs').Node} Node
 * @typedef {{code: string, isGlobal: (node: Node, name: string) => boolean, report: (node: Node, text: string) => void}} Context
 * @typedef {(node: Node, context: Context) => void} Check
 */

/** @param {Node} node @returns {string | undefined} */
export const memberName = (node) => {
  if (node.type !== 'MemberExpression') return undefined;
  return node.computed ? node.property.value : node.property.name;
};

const isString = (/** @type {Node | undefined} */ node) => node?.type === 'Literal' && typeof node.value === 'string';

/** @type {Check} */
function checkName(node, { report }) {
  const names = isFunction(node) ? [node.id, ...node.params] : [node.param || node.id || node];
  for (const id of names) {
    if (id?.type !== 'Identifier' || !RESERVED.has(id.name)) continue;
    if (id === node && id.name === 'undefined') continue;
    report(id, `'${id.name}' is a reserved word here; rename it`);
  }
}

/** @type {Check} */
function checkParams(node, context) {
  checkName(node, context);
  const names = node.params.map((/** @type {Node} */ param) => param.name);
  const twice = node.params.find((/** @type {Node} */ param, /** @type {number} */ i) => names.indexOf(param.name) < i);
  if (twice) context.report(twice, `the parameter '${twice.name}' appears twice, and the first one counts; rename one`);
}

/** @type {Check} */
function checkSwitch(node, { report }) {
  const end = node.cases.findIndex((/** @type {Node} */ part) => !part.test);
  const late = end < 0 ? undefined : node.cases[end + 1];
  if (late) report(late, "'case' after 'default' does not parse; put 'default' last");
}

/** @type {Check} */
function checkForInit(node, { report }) {
  /** @param {Node} part */
  function search(part) {
    if (part.type === 'BinaryExpression' && part.operator === 'in') {
      report(part, "'in' inside the head of 'for' does not parse; compute it before the loop");
    } else if (!isFunction(part)) children(part, search);
  }
  if (node.init) search(node.init);
}

/** @type {Check} */
function checkAssigned(node, { report }) {
  const target = node.left || node.argument;
  if (memberName(target) === 'length') {
    report(node, "an array's 'length' cannot be set; use splice, or a new array");
  }
  if (target.type === 'MemberExpression' && target.object.name === 'arguments') {
    report(node, "a change of 'arguments' does not change the parameter; assign to the parameter");
  }
}

/** @type {Check} */
function checkLiteral(node, { report }) {
  if (!node.regex) return;
  for (const text of regexpFaults(node.regex.pattern, node.regex.flags, true)) {
    report(node, `regular expression: ${text}`);
  }
}

/** @type {Check} */
function checkConstruction(node, { report, isGlobal }) {
  const [first, second] = node.arguments;
  if (isGlobal(node.callee, 'RegExp') && isString(first)) {
    const flags = isString(second) ? second.value : '';
    for (const text of regexpFaults(first.value, flags, false)) report(node, `regular expression: ${text}`);
  }
  if (isGlobal(node.callee, 'Date') && node.arguments.length === 2) {
    report(node, "'new Date(year, month)' gives the day before; pass the day too");
  }
}

/**
 * Espruino 2v29 finds a word if the text ends with its beginning: `"abcx".indexOf("xyz")` is 3.
 * @type {{at: number, wrong: (arg: Node) => boolean, text: string}}
 */
const WORD = {
  at: 0,
  wrong: (arg) => isString(arg) && arg.value.length > 1,
  text: 'a text that ends with the beginning of this word counts as a match; use one character, or a regular expression',
};

/** @type {Record<string, {at: number, wrong: (arg: Node, args: Node[]) => boolean, text: string}[]>} By the method's name. */
const ARGUMENTS = {
  includes: [WORD],
  indexOf: [WORD],
  parse: [{ at: 1, wrong: () => true, text: "'JSON.parse' ignores the reviver; change the result afterwards" }],
  replace: [
    WORD,
    {
      at: 1,
      wrong: (arg, args) => isFunction(arg) && isString(args[0]),
      text: "a function in 'replace' is not called for a string; use a regular expression",
    },
    {
      at: 1,
      wrong: (arg) => isString(arg) && /\$[$&`']/.test(arg.value),
      text: "'replace' does not support $$, $&, $` and $'; use a function",
    },
  ],
  split: [WORD, { at: 1, wrong: () => true, text: "'split' ignores the limit; cut the result" }],
  stringify: [
    {
      at: 1,
      wrong: (arg) => isFunction(arg) || arg.type === 'ArrayExpression',
      text: "'JSON.stringify' ignores the replacer; change the object before",
    },
  ],
};

/** @type {Check} */
function checkCall(node, context) {
  const { callee } = node;
  checkConstruction(node, context);
  if (callee.type !== 'MemberExpression') return;
  const name = memberName(callee) || '';
  if (/^\s*\)/.test(context.code.slice(callee.end))) {
    context.report(node, "a method called as (o.f)() loses its 'this'; remove the parentheses");
  }
  if (name === 'parse' && !context.isGlobal(callee.object, 'JSON')) return;
  for (const { at, wrong, text } of Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name] : []) {
    const argument = node.arguments[at];
    if (argument && wrong(argument, node.arguments)) context.report(node, text);
  }
}

const refuse = (/** @type {string} */ text) => /** @type {Check} */ ((node, { report }) => report(node, text));

/** @type {Record<string, Check>} */
export const NODE_CHECKS = {
  AssignmentExpression: checkAssigned,
  CallExpression: checkCall,
  CatchClause: checkName,
  DebuggerStatement: refuse("'debugger' stops the device; remove it"),
  ForStatement: checkForInit,
  FunctionDeclaration: checkParams,
  FunctionExpression: checkParams,
  Identifier: checkName,
  LabeledStatement: refuse('labels are not supported; put the loop into a function and return from it'),
  Literal: checkLiteral,
  NewExpression: checkConstruction,
  SwitchStatement: checkSwitch,
  UpdateExpression: checkAssigned,
  VariableDeclarator: checkName,
  WithStatement: refuse("'with' is not supported; name the object"),
};
