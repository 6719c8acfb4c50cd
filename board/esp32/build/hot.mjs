import { PARTS } from './part-list.mjs';

/**
 * Functions that terser must not inline although they are called from one place only: those that run for each list, and
 * those that are moved out of the bundle (part-list.mjs). Inlining saves names and memory, but then the interpreter
 * creates or skips the inlined code each time it gets there.
 */
const HOT = `
  accumulate advance changeLayout computeListUtcS describeUnknownList discard hasPart huntFlag judge jumpClock layoutOf
  learnLayout listUtcS logUnknownList readHeader readOthers readUint16 readUint32 scan setHour setTextFromValue
  startDay startHour store takeRegisters
`
  .trim()
  .split(/\s+/)
  .concat(...Object.values(PARTS));
const CALL = new RegExp(`(?<!function )\\b(${HOT.join('|')})\\(`, 'g');

/** A rollup plugin. It must precede terser, for which it marks the calls. */
export function hot() {
  return {
    name: 'hot',
    renderChunk(code) {
      const missing = HOT.filter((name) => !code.includes(`function ${name}(`));
      if (missing.length) this.error(`hot.mjs lists functions that do not exist: ${missing.join(', ')}`);
      return { code: code.replace(CALL, '/*@__NOINLINE__*/ $1('), map: null };
    },
  };
}
