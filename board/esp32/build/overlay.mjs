/**
 * Moves code that few devices need out of the bundle, unchanged, into files of Storage: the entry functions of a
 * feature, and all functions that only they use. The device loads such a file with `global.eval` if a setting needs it;
 * otherwise its functions take no JsVars.
 */
import { createHash } from 'node:crypto';
import { parse } from 'acorn';
import { readNames } from './check/scopes.mjs';

/**
 * Splits a bundle whose functions are at top level: the overlay gets the functions `entries`, and those that only the
 * overlay uses.
 * Throws if an entry does not exist.
 * @param {string} code
 * @param {string[]} entries
 * @returns {{rest: string, overlay: string}}
 */
export function split(code, entries) {
  const program = /** @type {import('./check/scopes.mjs').Node} */ (parse(code, { ecmaVersion: 5 }));
  const names = readNames(program);
  /** @type {import('./check/scopes.mjs').Node[]} */
  const functions = program.body.filter((/** @type {any} */ node) => node.type === 'FunctionDeclaration');
  const moved = new Set(functions.filter((node) => entries.includes(node.id.name)));
  if (moved.size < entries.length)
    throw new Error(`not all of ${entries.join()} are functions at the top level of the bundle`);
  /** @param {import('./check/scopes.mjs').Node} node */
  const isOnlyUsedByMoved = (node) =>
    [...names.bindings].every(
      ([id, binding]) =>
        binding.declared[0] !== node ||
        id === node.id ||
        [...moved].some((other) => id.start >= other.start && id.end <= other.end),
    );
  for (let before = 0; before !== moved.size; ) {
    before = moved.size;
    for (const node of functions) if (isOnlyUsedByMoved(node)) moved.add(node);
  }
  let rest = '';
  let overlay = '';
  let at = 0;
  for (const node of functions.filter((one) => moved.has(one))) {
    rest += code.slice(at, node.start);
    overlay += code.slice(node.start, node.end);
    at = node.end;
  }
  return { rest: rest + code.slice(at), overlay };
}

/** Placeholder in the bundle for its hash, with which each of its files begins: other bundles have other names. */
const MARK = '@overlay@';

/**
 * The split as a rollup output plugin, with the entries of each file. It must follow the check, which has to see all code.
 * @param {Record<string, string[]>} entriesByFile
 * @returns {import('rollup').OutputPlugin}
 */
export function takeOut(entriesByFile) {
  return {
    name: 'overlay',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const mark = createHash('sha256').update(file.code).digest('hex').slice(0, 8);
        for (const [fileName, entries] of Object.entries(entriesByFile)) {
          const { rest, overlay } = split(file.code, entries);
          file.code = rest;
          this.emitFile({ type: 'asset', fileName, source: `/*${mark}*/${overlay}` });
        }
        file.code = file.code.replace(MARK, mark);
      }
    },
  };
}
