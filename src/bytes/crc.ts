/**
 * CRC-16/X-25, the check sequence of HDLC (ISO/IEC 13239, annex A): reflected polynomial 0x8408, initial value 0xFFFF,
 * sent inverted with the low byte first.
 */

/** The initial value of the register. */
export const CRC_START = 0xffff;

/** The register after intact data followed by their check sequence: the residue. */
export const CRC_GOOD = 0xf0b8;

function makeTable(): Uint16Array {
  const table = new Uint16Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
    table[byte] = crc;
  }
  return table;
}

/** The usual table, and a second one to process two bytes at once (slicing-by-2; Kounavis and Berry, 2005). */
const TABLE = makeTable();
const FIRST_OF_TWO = TABLE.map(function (crc) {
  return TABLE[crc & 255] ^ (crc >> 8);
});

/** Runs `n` little-endian words through the register. Espruino searches names in order: those of the loop come first. */
function crcOfWords(
  n: number,
  crc: number,
  words: Uint16Array,
  i: number,
  firstOfTwo: Uint16Array,
  table: Uint16Array,
): number {
  let rest = n & 1;
  n >>= 1;
  while (n--) {
    crc ^= words[i++];
    crc = firstOfTwo[crc & 255] ^ table[crc >> 8];
    crc ^= words[i++];
    crc = firstOfTwo[crc & 255] ^ table[crc >> 8];
  }
  while (rest--) {
    crc ^= words[i++];
    crc = firstOfTwo[crc & 255] ^ table[crc >> 8];
  }
  return crc;
}

/**
 * Runs `count` bytes from index `at` through the register `crc` and returns the new register. `words` is a 16-bit view of
 * the memory of `bytes` (both boards are little-endian): half the steps for the interpreter.
 * Start with `CRC_START`; the data may come in any number of pieces.
 */
export function crc16(bytes: Uint8Array, words: Uint16Array, at: number, count: number, crc: number): number {
  if (count && at & 1) {
    crc = TABLE[(crc & 255) ^ bytes[at++]] ^ (crc >> 8);
    count--;
  }
  crc = crcOfWords(count >> 1, crc, words, at >> 1, FIRST_OF_TWO, TABLE);
  return count & 1 ? TABLE[(crc & 255) ^ bytes[at + count - 1]] ^ (crc >> 8) : crc;
}

/** The check sequence, 0 to 0xFFFF, of `count` bytes from index `at`; its low byte is sent first. */
export function checkSequence(bytes: Uint8Array, at: number, count: number): number {
  let crc = CRC_START;
  while (count--) crc = TABLE[(crc & 255) ^ bytes[at++]] ^ (crc >> 8);
  return crc ^ 0xffff;
}
