/**
 * Espruino's names that occur many times in the bundle get a short alias: it takes fewer bytes, and the interpreter
 * finds it before it has searched all names of its own.
 */
const ALIASED = ['Uint8Array', 'Int32Array', 'Uint16Array', 'Float64Array'];
const CONSTRUCTION = new RegExp(`\\bnew (${ALIASED.join('|')})\\(`, 'g');

/** A rollup plugin. It must precede terser, which shortens the names made here. */
export function aliases() {
  return {
    name: 'aliases',
    renderChunk(code) {
      const declared = ALIASED.map((name) => `var $${name} = ${name};`).join('');
      return { code: declared + code.replace(CONSTRUCTION, 'new $$$1('), map: null };
    },
  };
}
