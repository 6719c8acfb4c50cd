/** Bytes as text. */

/** The bytes from index `from` up to, but not including, `to` as a string of one character per byte (latin1). */
export function characters(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  while (from < to) text += String.fromCharCode(bytes[from++]);
  return text;
}
