/** Which variable a name refers to, and which functions a variable or a call may refer to. */
import { base } from 'acorn-walk';
import { SYNC_CALLBACKS } from './tables.mjs';

/**
 * @typedef {{type: string, start: number, end: number} & Record<string, any>} Node a node of acorn, of any type
 * @typedef {{name: string, scope: Scope, late: boolean, isFunction: boolean, declared: Node[], values: Node[]}} Binding
 *   `late`: the name does not exist before its statement has run. `values`: what is assigned to it.
 * @typedef {{owner: Node, parent: Scope | null, names: Map<string, Binding>}} Scope `owner`: the function or program
 * @typedef {{scopes: Map<Node, Scope>, bindings: Map<Node, Binding>, globals: Node[]}} Names
 *   `bindings` by identifier, declarations included; `globals`: the identifiers that refer to no variable of the bundle
 */

export const isFunction = (/** @type {Node | null | undefined} */ node) =>
  !!node && (node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration');

/**
 * @param {Scope} scope
 * @param {string} name
 * @param {boolean} late
 * @returns {Binding}
 */
function bind(scope, name, late) {
  const known = scope.names.get(name);
  if (known) return known;
  const binding = { name, scope, late, isFunction: false, declared: [], values: [] };
  scope.names.set(name, binding);
  return binding;
}

/**
 * Calls back for each direct child; those of a function are its parameters and its body.
 * @param {Node} node
 * @param {(child: Node) => void} visit
 */
export function children(node, visit) {
  if (isFunction(node)) return [...node.params, node.body].forEach(visit);
  /** @type {Record<string, any>} */ (base)[node.type](node, null, (/** @type {Node} */ child) => visit(child));
}

/**
 * Adds the variables and functions that a function body declares, without nested functions.
 * @param {Node} node
 * @param {Scope} scope
 */
function declare(node, scope) {
  if (node.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration') {
    const binding = bind(scope, node.id.name, true);
    binding.declared.push(node);
    if (node.type === 'FunctionDeclaration') {
      binding.isFunction = true;
      binding.values.push(node);
    } else if (node.init) binding.values.push(node.init);
  }
  if (!isFunction(node)) children(node, (child) => declare(child, scope));
}

/**
 * @param {Node} owner
 * @param {Scope | null} parent
 * @returns {Scope}
 */
function openScope(owner, parent) {
  /** @type {Scope} */
  const scope = { owner, parent, names: new Map() };
  for (const param of owner.params || []) bind(scope, param.name, false);
  if (isFunction(owner)) bind(scope, 'arguments', false);
  children(owner, (child) => declare(child, scope));
  if (owner.type === 'FunctionExpression' && owner.id) bind(scope, owner.id.name, false);
  return scope;
}

/**
 * @param {Scope | null} scope
 * @param {string} name
 */
function find(scope, name) {
  for (let at = scope; at; at = at.parent) {
    const binding = at.names.get(name);
    if (binding) return binding;
  }
  return undefined;
}

/**
 * Finds out which variable each name of the program refers to.
 * @param {Node} program
 * @returns {Names}
 */
export function readNames(program) {
  /** @type {Names} */
  const names = { scopes: new Map(), bindings: new Map(), globals: [] };

  /** @param {Node} id @param {Scope} scope */
  function resolve(id, scope) {
    const binding = find(scope, id.name);
    if (binding) names.bindings.set(id, binding);
    else names.globals.push(id);
  }

  /** @param {Node} node @param {Scope} scope */
  function visit(node, scope) {
    let inner = scope;
    if (isFunction(node)) {
      inner = openScope(node, scope);
      if (node.id) resolve(node.id, node.type === 'FunctionDeclaration' ? scope : inner);
      names.scopes.set(node, inner);
    } else if (node.type === 'CatchClause' && node.param) {
      inner = { owner: scope.owner, parent: scope, names: new Map() };
      bind(inner, node.param.name, false);
    } else if (node.type === 'Identifier') resolve(node, scope);
    if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier') {
      find(scope, node.left.name)?.values.push(node.right);
    }
    children(node, (child) => visit(child, inner));
  }

  const top = openScope(program, null);
  names.scopes.set(program, top);
  children(program, (child) => visit(child, top));
  return names;
}

/**
 * The functions that may be the value of an expression, as far as names and branches show.
 * @param {Node} node
 * @param {Names} names
 * @param {Set<Node>} [seen]
 * @returns {Node[]}
 */
export function functionsOf(node, names, seen = new Set()) {
  if (isFunction(node)) return [node];
  if (seen.has(node)) return [];
  seen.add(node);
  const of = (/** @type {Node} */ part) => functionsOf(part, names, seen);
  if (node.type === 'Identifier') return (names.bindings.get(node)?.values || []).flatMap(of);
  if (node.type === 'ConditionalExpression') return [...of(node.consequent), ...of(node.alternate)];
  if (node.type === 'LogicalExpression') return [...of(node.left), ...of(node.right)];
  if (node.type === 'SequenceExpression') return of(node.expressions[node.expressions.length - 1]);
  return node.type === 'AssignmentExpression' ? of(node.right) : [];
}

/**
 * The functions that a call runs before it returns.
 * @param {Node} call
 * @param {Names} names
 */
export function targetsOf(call, names) {
  const { callee } = call;
  if (callee.type !== 'MemberExpression') return functionsOf(callee, names);
  const method = callee.computed ? callee.property.value : callee.property.name;
  if (method === 'call' || method === 'apply') return functionsOf(callee.object, names);
  if (!SYNC_CALLBACKS.has(method)) return [];
  return call.arguments.flatMap((/** @type {Node} */ argument) => functionsOf(argument, names));
}
