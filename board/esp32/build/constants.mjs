/**
 * Replaces the names of constants (numbers and strings) by their values if these are short or rarely used: a name takes
 * JsVars on the device permanently, and slows down the search for every other name. In all it saves some 30 JsVars.
 */
import { parse } from 'acorn';
import { full } from 'acorn-walk';
import { readNames } from './check/scopes.mjs';

/** Values of at most `SHORT` characters are always written out, others if they are used at most `RARE` times. */
const SHORT = 5;
const RARE = 2;

/**
 * Returns the code with constants in place of their names. Their declarations remain; terser removes those that are unused.
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
    if (counts.get(binding) > RARE && value.end - value.start > SHORT) continue;
    written = written.slice(0, id.start) + code.slice(value.start, value.end) + written.slice(id.end);
  }
  return written;
}

/** A rollup plugin. It must precede terser. */
export function constants() {
  return {
    name: 'constants',
    /** @param {string} code */
    renderChunk(code) {
      return { code: writeOut(code), map: null };
    },
  };
}
