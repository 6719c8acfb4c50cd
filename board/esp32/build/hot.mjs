/**
 * Functions that stay functions though they are called at one place only: those on the way of each list, and those that are
 * taken out of the bundle (overlay.mjs). All others terser puts where they are called, which saves names and memory, but
 * makes them anew, or has the interpreter read over them, each time it comes by.
 */
const HOT = `
  accumulate advance changeLayout computeListUtcS describeUnknownList discard huntFlag judge jumpClock layoutOf
  learnLayout listUtcS logUnknownList readHeader readOthers readUint16 readUint32 scan setHour setTextFromValue
  startDay startHour store takeRegisters
  createEyeUart createPoller createPush
`
  .trim()
  .split(/\s+/);
const CALL = new RegExp(`(?<!function )\\b(${HOT.join('|')})\\(`, 'g');

/** A rollup plugin, to stand before terser, which heeds the mark. */
export function hot() {
  return {
    name: 'hot',
    renderChunk(code) {
      const gone = HOT.filter((name) => !code.includes(`function ${name}(`));
      if (gone.length) this.error(`hot.mjs names functions that are not there: ${gone.join(', ')}`);
      return { code: code.replace(CALL, '/*@__NOINLINE__*/ $1('), map: null };
    },
  };
}
