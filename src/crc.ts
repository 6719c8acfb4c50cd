/**
 * CRC-16/X-25, the check sequence of HDLC (ISO/IEC 13239, annex A): reflected polynomial 0x8408, start 0xFFFF,
 * sent inverted and low byte first.
 */

export const CRC_START = 0xffff;

/** What the register holds after data and their own check sequence have run through it, when both are whole. */
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

const TABLE = makeTable();

/**
 * Runs `count` bytes from `at` through the register `crc` and returns the register.
 * Start with `CRC_START`; data may come in any number of pieces. Four bytes a turn: the interpreter pays for each turn.
 */
export function crc16(bytes: Uint8Array, at: number, count: number, crc: number): number {
  const table = TABLE;
  let rest = count & 3;
  while (rest--) crc = table[(crc & 255) ^ bytes[at++]] ^ (crc >> 8);
  rest = count >> 2;
  while (rest--) {
    crc = table[(crc & 255) ^ bytes[at++]] ^ (crc >> 8);
    crc = table[(crc & 255) ^ bytes[at++]] ^ (crc >> 8);
    crc = table[(crc & 255) ^ bytes[at++]] ^ (crc >> 8);
    crc = table[(crc & 255) ^ bytes[at++]] ^ (crc >> 8);
  }
  return crc;
}

/** The check sequence (0 to 0xFFFF) of `count` bytes from `at`; on the wire its low byte comes first. */
export function checkSequence(bytes: Uint8Array, at: number, count: number): number {
  return crc16(bytes, at, count, CRC_START) ^ 0xffff;
}
