/** Bytes as hex text and back. */

/** The bytes of hex digits, which may have spaces and line ends between them. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replace(/\s+/g, ''), 'hex'));
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** The characters of an ASCII text as bytes. */
export function asciiOf(text: string): number[] {
  return Array.from(Buffer.from(text, 'latin1'));
}

export function concat(parts: ArrayLike<number>[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}
