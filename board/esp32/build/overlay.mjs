/**
 * Takes what few devices need out of the bundle: functions that nothing but one of them uses go into a file of Storage, word
 * for word, and `global.eval` puts them beside the others where they are asked for. So the bundle stays small, and a
 * device that does without them pays no JsVars for them.
 */
import { createHash } from 'node:crypto';
import { parse } from 'acorn';
import { readNames } from './check/scopes.mjs';

/**
 * Splits a bundle without a function around it: the functions `entries` and those that only they and these use.
 * Throws where there is none of such a name.
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
  if (moved.size < entries.length) throw new Error(`not all of ${entries.join()} are at the top of the bundle`);
  /** @param {import('./check/scopes.mjs').Node} node */
  const isOnlyUsedThere = (node) =>
    [...names.bindings].every(
      ([id, binding]) =>
        binding.declared[0] !== node ||
        id === node.id ||
        [...moved].some((other) => id.start >= other.start && id.end <= other.end),
    );
  for (let before = 0; before !== moved.size; ) {
    before = moved.size;
    for (const node of functions) if (isOnlyUsedThere(node)) moved.add(node);
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

/** Stands in the bundle for its mark, with which each of its files begins: the names of another bundle are others. */
const MARK = '@overlay@';

/**
 * The same as a rollup output plugin, for files by their names; it comes behind the check, which has to see all.
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
