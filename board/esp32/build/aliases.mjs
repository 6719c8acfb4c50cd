/**
 * Names of Espruino that stand many times in the bundle get a short one: it costs fewer bytes, and the interpreter finds it
 * before it has looked through all the names of the firmware.
 */
const ALIASED = ['Uint8Array', 'Int32Array', 'Uint16Array', 'Float64Array'];
const CONSTRUCTION = new RegExp(`\\bnew (${ALIASED.join('|')})\\(`, 'g');

/** A rollup plugin, to stand before terser, which shortens the names made here. */
export function aliases() {
  return {
    name: 'aliases',
    renderChunk(code) {
      const declared = ALIASED.map((name) => `var $${name} = ${name};`).join('');
      return { code: declared + code.replace(CONSTRUCTION, 'new $$$1('), map: null };
    },
  };
}
