/** Numbers in hex. */

/** A number below 0x10000 as so many hex digits, 1 to 4, in small letters. */
export function hex(value: number, digits: number): string {
  return ('000' + value.toString(16)).slice(-digits);
}

/** A byte as two capital digits. */
export function hexByte(value: number): string {
  return hex(value, 2).toUpperCase();
}
