/**
 * Moves the optional parts out of the bundle: an entry function, and all that only the entries of its part use, go into a file of
 * Storage, which `Board.loadPart` evaluates before the entry is called. A device that does not use a part pays no JsVars for it.
 */
import { createHash } from 'node:crypto';
import { parse } from 'acorn';
import { readNames } from './check/scopes.mjs';

/**
 * Splits a bundle whose functions are at top level. The functions of the part become assignments, so that they are global
 * although the loader evaluates them inside a function.
 * @param {string} code
 * @param {string[]} entries names of functions at the top of the bundle; throws if one is not there
 * @returns {{rest: string, part: string}}
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
  let part = '';
  let at = 0;
  for (const node of functions.filter((one) => moved.has(one))) {
    rest += code.slice(at, node.start);
    part += `${node.id.name}=function${code.slice(node.id.end, node.end)};`;
    at = node.end;
  }
  return { rest: rest + code.slice(at), part };
}

/** Placeholder in the bundle for its hash, with which each part begins: other builds have other names. */
const MARK = '@part@';

/**
 * The split as a rollup output plugin. It must follow the check, which has to see all code.
 * @param {Record<string, string[]>} entriesByFile the entries of each part, by its file name in Storage
 * @returns {import('rollup').OutputPlugin}
 */
export function takeOutParts(entriesByFile) {
  return {
    name: 'parts',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const mark = createHash('sha256').update(file.code).digest('hex').slice(0, 8);
        for (const [fileName, entries] of Object.entries(entriesByFile)) {
          const { rest, part } = split(file.code, entries);
          file.code = rest;
          this.emitFile({ type: 'asset', fileName: `page/${fileName}`, source: `/*${mark}*/${part}` });
        }
        file.code = file.code.replace(MARK, mark);
      }
    },
  };
}
