/** Bytes as text. */
import { min } from './math.js';

/** Arguments of one native call, which the interpreter puts on its stack. */
const AT_ONCE = 32;

/** The bytes from index `from` up to, but not including, `to` as a string of one character per byte (latin1). */
export function characters(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (; from < to; from += AT_ONCE) {
    const some = bytes.subarray(from, min(from + AT_ONCE, to));
    text += String.fromCharCode.apply(null, some as unknown as number[]);
  }
  return text;
}
