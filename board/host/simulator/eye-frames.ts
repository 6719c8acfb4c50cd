/**
 * Answers of meters through their optical eye, as bytes: written from the specifications, independent of the code that
 * reads them.
 */

const ESCAPED = [0x80, 0x40, 0x0d, 0x06, 0x1b];

/** One byte per character. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/** IEC 61107: identification, STX, block, ETX and BCC, by 7-bit sum (685-382) or by XOR (IEC 62056-21). */
export function iecBlock(text: string, bySum: boolean): Uint8Array {
  const body = latin1(`${text}\x03`);
  const bcc = body.reduce((check, byte) => (bySum ? (check + byte) & 127 : check ^ byte), 0);
  return Uint8Array.from([2, ...body, bcc]);
}

/** KMP of the 685-382: start, hex digits, CR. The last byte is an LRC, with which the sum of all bytes is 0. */
export function asciiFrame(start: '@' | 'H', logical: number[]): Uint8Array {
  const lrc = (256 - (logical.reduce((sum, byte) => sum + byte, 0) & 255)) & 255;
  const digits = [...logical, lrc].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
  return latin1(`${start}${digits.join('')}\r`);
}

/** The bytes of such a frame without the LRC; null if it is not valid. */
export function asciiLogical(frame: Uint8Array): number[] | null {
  const text = Buffer.from(frame).toString('latin1');
  if (!/^[@H]([0-9A-F]{2})+\r$/.test(text)) return null;
  const logical = [...Buffer.from(text.slice(1, -1), 'hex')];
  if (logical.reduce((sum, byte) => sum + byte, 0) % 256) return null;
  return logical.slice(0, -1);
}

/** CRC-16/XMODEM, bit by bit. */
export function crcXmodem(bytes: ArrayLike<number>): number {
  let crc = 0;
  for (const byte of Array.from(bytes)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}

/** Binary KMP: start (80 request, 40 answer), payload and CRC with byte stuffing, 0D. */
export function kmpFrame(start: 0x80 | 0x40, payload: number[]): Uint8Array {
  const crc = crcXmodem(payload);
  const inner = [...payload, crc >> 8, crc & 255];
  const stuffed = inner.flatMap((byte) => (ESCAPED.includes(byte) ? [0x1b, byte ^ 255] : [byte]));
  return Uint8Array.from([start, ...stuffed, 0x0d]);
}

/** The payload of such a frame without the CRC; null if it is not valid. */
export function kmpPayload(frame: Uint8Array): number[] | null {
  const inner: number[] = [];
  for (let i = 1; i < frame.length - 1; i++) inner.push(frame[i] === 0x1b ? frame[++i] ^ 255 : frame[i]);
  return inner.length < 4 || crcXmodem(inner) ? null : inner.slice(0, -2);
}

/** A register of an answer: id, unit and the value as mantissa and SIEX. */
export interface KmpRegister {
  id: number;
  unit: number;
  siex: number;
  bytes: number[];
}

/** The `count` bytes of a whole number, highest first. */
export function bigEndian(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(value / 256 ** (count - 1 - i)) % 256);
}

/** The answer to GetRegister. */
export function kmpRegisters(registers: KmpRegister[]): Uint8Array {
  const data = registers.flatMap(({ id, unit, siex, bytes }) => [
    ...bigEndian(id, 2),
    unit,
    bytes.length,
    siex,
    ...bytes,
  ]);
  return kmpFrame(0x40, [0x3f, 0x10, ...data]);
}
