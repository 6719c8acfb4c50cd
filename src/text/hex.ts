/** Numbers as hexadecimal text. */

/** A number from 0 to 0xFFFF as `digits` (1 to 4) lower-case hex digits. */
export function hex(value: number, digits: number): string {
  return ('000' + value.toString(16)).slice(-digits);
}

/** A byte as two upper-case hex digits. */
export function hexByte(value: number): string {
  return hex(value, 2).toUpperCase();
}
