/** What a UART reads that expects a parity bit where the sender (8N1) has none. */

/** The line as bits, byte after byte without a pause, then idle: start 0, eight data bits with the lowest first, stop 1. */
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
 * What a receiver with eleven bits to the byte makes of it, which hands bytes over whatever their parity and stop bit, and
 * behind a stop bit that is none waits for the line to go high. Of a list the field reports tell the same: about 160 bytes that
 * begin 7E 13 2B 48 A2.
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
