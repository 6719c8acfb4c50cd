/** Faults in the use of built-in objects and methods. */
import { memberName } from './nodes.mjs';
import {
  BARE_PROTOTYPES,
  MISSING_GLOBALS,
  MISSING_METHODS,
  MISSING_STATICS,
  PROTOTYPE_MEMBERS,
  WRONG_INSTANCES,
} from './tables.mjs';

/**
 * @typedef {import('./scopes.mjs').Node} Node
 * @typedef {import('./scopes.mjs').Names} Names
 * @typedef {(node: Node, text: string) => void} Report
 */

/**
 * The member names of the bundle's own objects.
 * @param {Node[]} nodes
 */
function ownMembers(nodes) {
  /** @type {Set<string | undefined>} */
  const own = new Set();
  for (const node of nodes) {
    if (node.type === 'Property') own.add(node.key.name || node.key.value);
    if (node.type === 'AssignmentExpression') own.add(memberName(node.left));
  }
  return own;
}

/** @param {Node[]} nodes @param {Set<Node>} globals @param {Report} report */
function checkGlobals(nodes, globals, report) {
  const tested = new Set(nodes.filter((node) => node.operator === 'typeof').map((node) => node.argument));
  for (const node of globals) {
    if (MISSING_GLOBALS.has(node.name) && !tested.has(node)) report(node, `'${node.name}' does not exist; do without`);
  }
}

/** @param {Node} node a member expression @param {Set<Node>} globals @param {Report} report */
function checkStatic(node, globals, report) {
  const name = memberName(node);
  const { object } = node;
  if (!name || !globals.has(object)) return;
  if (MISSING_STATICS.get(object.name)?.has(name)) report(node, `'${object.name}.${name}' does not exist; do without`);
  if (object.name === 'Math' && name === 'pow') {
    report(node, "'Math.pow' is not exact, not even for powers of 2 and 10; multiply, shift or use a table");
  }
}

/** @param {Node} node a member expression @param {Set<Node>} globals @param {Set<Node>} set @param {Report} report */
function checkPrototype(node, globals, set, report) {
  const { object } = node;
  const name = memberName(node);
  if (memberName(object) !== 'prototype' || !globals.has(object.object) || set.has(node)) return;
  const owner = object.object.name;
  if (owner === 'Object' && name === 'toString') {
    report(node, "'Object.prototype.toString' does not return the class; use Array.isArray, typeof or instanceof");
  } else if (BARE_PROTOTYPES.has(owner) && !PROTOTYPE_MEMBERS.has(name || '')) {
    report(node, `'${owner}.prototype.${name}' is undefined; use the method of an instance, as in [].slice`);
  }
}

/** @param {Node} node a call @param {Set<Node>} globals @param {Set<string | undefined>} own @param {Report} report */
function checkMethod(node, globals, own, report) {
  const name = memberName(node.callee);
  if (!name || !MISSING_METHODS.has(name) || own.has(name) || globals.has(node.callee.object)) return;
  report(node, `the method '${name}' does not exist; do without`);
}

/** @param {Node} node @param {Node | undefined} scopeOwner the enclosing function @param {Report} report */
function checkArguments(node, scopeOwner, report) {
  if (node.object.name !== 'arguments') return;
  const name = memberName(node);
  if (name === 'callee') report(node, "'arguments.callee' does not exist; give the function a name");
  if (name === 'length' && scopeOwner?.params.length) {
    report(node, "'arguments.length' also counts omitted parameters; compare them with undefined");
  }
}

/**
 * @param {Node[]} nodes all of the program
 * @param {Names} names
 * @param {Report} report
 */
export function checkBuiltins(nodes, names, report) {
  const globals = new Set(names.globals);
  const own = ownMembers(nodes);
  const set = new Set(nodes.filter((node) => node.type === 'AssignmentExpression').map((node) => node.left));
  checkGlobals(nodes, globals, report);
  for (const node of nodes) {
    if (node.type === 'CallExpression') checkMethod(node, globals, own, report);
    if (node.type === 'MemberExpression') {
      checkStatic(node, globals, report);
      checkPrototype(node, globals, set, report);
      checkArguments(node, names.bindings.get(node.object)?.scope.owner, report);
    }
    if (node.operator === 'instanceof' && globals.has(node.right)) {
      const text = WRONG_INSTANCES.get(node.right.name);
      if (text) report(node, `'instanceof ${node.right.name}' is misleading: ${text}; test a member instead`);
    }
  }
}
