/**
 * The order in which a function runs its statements. There is no hoisting: a variable or function exists once its
 * statement has run. So each use is recorded with the set of names that exist by then on every path; where paths join,
 * the set is their intersection. A state of `null` means that the place is never reached.
 */
import { children, isFunction, targetsOf } from './scopes.mjs';

/**
 * @typedef {import('./scopes.mjs').Node} Node
 * @typedef {import('./scopes.mjs').Binding} Binding
 * @typedef {import('./scopes.mjs').Names} Names
 * @typedef {Set<Binding> | null} State
 * @typedef {{node: Node, binding: Binding, write: boolean, state: Set<Binding>}} Use
 * @typedef {{node: Node, targets: Node[], state: Set<Binding>}} Call
 * @typedef {{node: Node, binding: Binding, uses: Use[], calls: Call[]}} Update `x += …`, and what its right side does
 * @typedef {{uses: Use[], calls: Call[], updates: Update[], dead: Node[]}} Flow
 *   What runs when the function is called; `dead`: declarations that are never reached.
 */

/** @param {State} a @param {State} b @returns {State} */
function meet(a, b) {
  if (!a || !b) return a || b;
  return new Set([...a].filter((binding) => b.has(binding)));
}

/** @param {Node | null} test of a loop */
function isEndless(test) {
  if (!test) return true;
  if (test.type === 'UnaryExpression') return test.operator === '!' && test.argument.value === 0;
  return test.type === 'Literal' && !!test.value;
}

/**
 * Follows the statements of a function or the program; nested functions are not entered.
 * @param {Node} owner
 * @param {Names} names
 * @returns {Flow}
 */
export function readFlow(owner, names) {
  /** @type {Flow} */
  const flow = { uses: [], calls: [], updates: [], dead: [] };
  /**
   * The states in which `break` and `continue` leave the enclosing statements.
   * @type {{loop: boolean, breaks: State, continues: State}[]}
   */
  const exits = [];
  /** @type {State} */
  let state = new Set();

  /** @param {Node} id @param {boolean} write */
  function use(id, write) {
    const binding = names.bindings.get(id);
    if (binding && state) flow.uses.push({ node: id, binding, write, state });
  }

  /** @param {Node | null | undefined} node */
  function expression(node) {
    if (!node || isFunction(node)) return;
    if (node.type === 'Identifier') use(node, false);
    else if (node.type === 'AssignmentExpression') assignment(node);
    else {
      children(node, expression);
      if (node.type === 'UpdateExpression' && node.argument.type === 'Identifier') use(node.argument, true);
      if (node.type === 'CallExpression' || node.type === 'NewExpression') call(node);
    }
  }

  /** @param {Node} node */
  function call(node) {
    const targets = targetsOf(node, names);
    if (state && targets.length) flow.calls.push({ node, targets, state });
  }

  /** @param {Node} node */
  function assignment(node) {
    const uses = flow.uses.length;
    const calls = flow.calls.length;
    if (node.left.type !== 'Identifier') expression(node.left);
    expression(node.right);
    const binding = names.bindings.get(node.left);
    if (binding && node.operator !== '=') {
      flow.updates.push({ node, binding, uses: flow.uses.slice(uses), calls: flow.calls.slice(calls) });
    }
    if (binding) use(node.left, true);
  }

  /** @param {Node} node a function declaration or a declarator */
  function declare(node) {
    const binding = /** @type {Binding} */ (names.bindings.get(node.id));
    if (!state) flow.dead.push(node);
    else if (isFunction(node) || node.init !== null || !binding.isFunction) state = new Set(state).add(binding);
  }

  /** @param {Node} node a variable declaration, or an expression in its place */
  function declarations(node) {
    if (node?.type !== 'VariableDeclaration') return expression(node);
    for (const declarator of node.declarations) {
      expression(declarator.init);
      declare(declarator);
    }
  }

  /**
   * Follows a body that can be left by `break`, and in a loop by `continue`.
   * @param {boolean} loop
   * @param {() => void} body
   */
  function within(loop, body) {
    /** @type {{loop: boolean, breaks: State, continues: State}} */
    const exit = { loop, breaks: null, continues: null };
    exits.push(exit);
    body();
    exits.pop();
    return exit;
  }

  /** @param {Node} node */
  function loop(node) {
    declarations(node.init || (node.type === 'ForInStatement' ? node.left : null));
    expression(node.type === 'ForInStatement' ? node.right : null);
    if (node.type !== 'DoWhileStatement') expression(node.test);
    const before = state;
    const exit = within(true, () => statement(node.body));
    state = meet(state, exit.continues);
    expression(node.update);
    if (node.type === 'DoWhileStatement') expression(node.test);
    else state = before;
    const endless = node.type !== 'ForInStatement' && isEndless(node.test);
    state = endless ? exit.breaks : meet(state, exit.breaks);
  }

  /** @param {Node} node */
  function branch(node) {
    expression(node.test);
    const before = state;
    statement(node.consequent);
    const after = state;
    state = before;
    if (node.alternate) statement(node.alternate);
    state = meet(after, state);
  }

  /** @param {Node} node */
  function choice(node) {
    expression(node.discriminant);
    const before = state;
    state = null;
    const exit = within(false, () => {
      for (const part of node.cases) {
        state = meet(before, state);
        expression(part.test);
        part.consequent.forEach(statement);
      }
    });
    const hasDefault = node.cases.some((/** @type {Node} */ part) => !part.test);
    state = meet(meet(state, exit.breaks), hasDefault ? null : before);
  }

  /** @param {Node} node */
  function attempt(node) {
    const before = state;
    statement(node.block);
    let after = state;
    if (node.handler) {
      state = before;
      statement(node.handler.body);
      after = meet(after, state);
    }
    state = after;
    if (!node.finalizer) return;
    state = before;
    statement(node.finalizer);
    state = after && state && new Set([...after, ...state]);
  }

  /** @param {Node} node */
  function leave(node) {
    expression(node.argument);
    const inner = exits.filter((exit) => exit.loop || node.type === 'BreakStatement').pop();
    if (inner && node.type === 'BreakStatement') inner.breaks = meet(inner.breaks, state);
    if (inner && node.type === 'ContinueStatement') inner.continues = meet(inner.continues, state);
    state = null;
  }

  /** @param {Node} node */
  function statement(node) {
    const read = STATEMENTS[node.type];
    if (read) read(node);
    else if (node.type.endsWith('Statement')) children(node, statement);
    else expression(node);
  }

  /** @type {Record<string, (node: Node) => void>} */
  const STATEMENTS = {
    BreakStatement: leave,
    ContinueStatement: leave,
    DoWhileStatement: loop,
    ForInStatement: loop,
    ForStatement: loop,
    FunctionDeclaration: declare,
    IfStatement: branch,
    ReturnStatement: leave,
    SwitchStatement: choice,
    ThrowStatement: leave,
    TryStatement: attempt,
    VariableDeclaration: declarations,
    WhileStatement: loop,
  };

  for (const node of owner.type === 'Program' ? owner.body : owner.body.body) statement(node);
  return flow;
}
