/** Faults of order: names that are used before the statement that defines them has run. */
import { readFlow } from './flow.mjs';

/**
 * @typedef {import('./scopes.mjs').Node} Node
 * @typedef {import('./scopes.mjs').Binding} Binding
 * @typedef {import('./scopes.mjs').Names} Names
 * @typedef {import('./flow.mjs').Flow} Flow
 * @typedef {(node: Node, text: string) => void} Report
 */

/**
 * The functions that run when these are called, except `owner`, which would have new variables.
 * @param {Node[]} targets
 * @param {Map<Node, Flow>} flows
 * @param {Node} owner
 */
function reach(targets, flows, owner) {
  /** @type {Set<Node>} */
  const reached = new Set();
  const open = [...targets];
  for (let target = open.pop(); target; target = open.pop()) {
    if (target === owner || reached.has(target)) continue;
    reached.add(target);
    for (const call of /** @type {Flow} */ (flows.get(target)).calls) open.push(...call.targets);
  }
  return [...reached].map((node) => /** @type {Flow} */ (flows.get(node)));
}

/** @param {Binding} binding */
function undefinedText(binding) {
  const line = binding.declared[0].loc?.start.line;
  const statement = binding.isFunction ? 'the function declaration' : 'the var statement';
  return `before ${statement} in line ${line} has run on every path (there is no hoisting); move that up`;
}

/**
 * @param {Flow} flow
 * @param {Node} owner the function whose variables are checked
 * @param {Map<Node, Flow>} flows
 * @param {Report} report
 */
function checkUses(flow, owner, flows, report) {
  const isMissing = (/** @type {Binding} */ binding, /** @type {Set<Binding>} */ state) =>
    binding.late && binding.scope.owner === owner && !state.has(binding);
  for (const { node, binding, state } of flow.uses) {
    if (isMissing(binding, state)) report(node, `'${binding.name}' is used ${undefinedText(binding)}`);
  }
  for (const { node, targets, state } of flow.calls) {
    const uses = reach(targets, flows, owner).flatMap((reached) => reached.uses);
    for (const binding of new Set(uses.map((use) => use.binding))) {
      if (isMissing(binding, state)) report(node, `this call uses '${binding.name}' ${undefinedText(binding)}`);
    }
  }
}

/**
 * `x += f()` reads x after f() has run.
 * @param {Flow} flow
 * @param {Map<Node, Flow>} flows
 * @param {Report} report
 */
function checkUpdates(flow, flows, report) {
  for (const { node, binding, uses, calls } of flow.updates) {
    const inside = calls.flatMap((call) => reach(call.targets, flows, binding.scope.owner));
    const changes = [...uses, ...inside.flatMap((reached) => reached.uses)];
    if (changes.some((change) => change.write && change.binding === binding)) {
      report(
        node,
        `'${node.operator}' reads '${binding.name}' after its right side has changed it; use two statements`,
      );
    }
  }
}

/** @param {Flow} flow @param {Report} report */
function checkDead(flow, report) {
  for (const node of flow.dead) {
    report(node, `'${node.id.name}' is declared in unreachable code, so it is never defined; move it up`);
  }
}

/**
 * @param {Names} names
 * @param {Report} report
 */
export function checkOrder(names, report) {
  const flows = new Map([...names.scopes.keys()].map((owner) => [owner, readFlow(owner, names)]));
  for (const [owner, flow] of flows) {
    checkUses(flow, owner, flows, report);
    checkUpdates(flow, flows, report);
    checkDead(flow, report);
  }
}
