/** Bytes as text. */

/** The bytes from one place up to another, a character each. */
export function characters(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  while (from < to) text += String.fromCharCode(bytes[from++]);
  return text;
}
