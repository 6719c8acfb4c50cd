/**
 * Numbers and texts that have a name are written out where the name stands, if they are short or seldom: a name costs the device
 * JsVars for good, and each search for another name the way past it. All together some 30.
 */
import { parse } from 'acorn';
import { full } from 'acorn-walk';
import { readNames } from './check/scopes.mjs';

/** What has no more characters is written out however often it is used, anything up to so many times. */
const SHORT = 5;
const SELDOM = 2;

/**
 * The code with the constants in place of their names. These stay declared: terser drops what nobody uses.
 * @param {string} code
 * @returns {string}
 */
export function writeOut(code) {
  const program = /** @type {import('./check/scopes.mjs').Node} */ (parse(code, { ecmaVersion: 5 }));
  const names = readNames(program);
  const changed = new Set();
  full(/** @type {any} */ (program), (/** @type {any} */ node) => {
    if (node.type === 'UpdateExpression') changed.add(names.bindings.get(node.argument));
  });
  let written = code;
  const uses = [...names.bindings].filter(([id, { declared }]) => declared.every((one) => one.id !== id));
  const counts = new Map();
  for (const [, binding] of uses) counts.set(binding, (counts.get(binding) ?? 0) + 1);
  for (const [id, binding] of uses.sort(([a], [b]) => b.start - a.start)) {
    const [value] = binding.values;
    if (binding.scope.parent || binding.values.length !== 1 || changed.has(binding)) continue;
    if (value.type !== 'Literal' || !/number|string/.test(typeof value.value)) continue;
    if (counts.get(binding) > SELDOM && value.end - value.start > SHORT) continue;
    written = written.slice(0, id.start) + code.slice(value.start, value.end) + written.slice(id.end);
  }
  return written;
}

/** A rollup plugin, to stand before terser. */
export function constants() {
  return {
    name: 'constants',
    /** @param {string} code */
    renderChunk(code) {
      return { code: writeOut(code), map: null };
    },
  };
}
