/**
 * Extracts the bytes of a capture: a binary file, or hex text as in public logs, with or without spaces, commas and
 * `0x`, and with a timestamp or tag at the start of a line. Works piece by piece, on files of any size.
 */

/** What may precede the hex digits of a line; each is removed once, in this order. */
const PREFIXES = [
  // The UTF-8 byte order mark, read as latin1.
  /^\xef\xbb\xbf/,
  /^\s*\[[^\]]*\]/,
  /^\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?/,
  /^\s*\d\d\.\d\d\.\d{4} \d\d:\d\d(:\d\d([.,]\d+)?)?/,
  // A time, but not hex bytes separated by colons.
  /^\s*\d\d?:\d\d(:\d\d([.,]\d+)?)?(?=[^\d:]|:\s)/,
  /^\s*1\d{9}(\d{3})?(\.\d+)?(?=[\s:;,])/,
  /^\s*[:;,|>-]+/,
  /^\s*\([A-Z]\)/,
];
const HEX = /^(0x)?[0-9a-f]{2}([:-]?[0-9a-f]{2})*$/i;
/** A longer line is processed before its end. */
const MAX_LINE_LENGTH = 65536;

/** The bytes of the hex digits at the end of a line of text; empty if there are none. */
export function bytesOfLine(line: string): Buffer {
  for (const prefix of PREFIXES) line = line.replace(prefix, '');
  const tokens = line.split(/[\s,;]+/).filter(Boolean);
  let first = tokens.length;
  while (first > 0 && HEX.test(tokens[first - 1])) first--;
  return Buffer.from(
    tokens
      .slice(first)
      .join('')
      .replace(/0x|[:-]/gi, ''),
    'hex',
  );
}

/** This many bytes show whether a capture is text: any list has zero bytes among them. */
const SAMPLE_BYTES = 32;

/** True if the bytes are text: no control characters but tabs and line ends. */
function isText(piece: Buffer): boolean {
  return piece.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
}

export interface Capture {
  /** Takes the next piece of the file; returns the bytes that it completes. */
  take(piece: Buffer): Buffer;
  /** To be called at the end of the file; returns the bytes of its last line. */
  end(): Buffer;
}

/** Makes a reader of one capture. */
export function createCapture(): Capture {
  let isTextFile: boolean | null = null;
  let first: Buffer = Buffer.alloc(0);
  let rest = '';

  function take(piece: Buffer): Buffer {
    if (isTextFile === null) {
      first = Buffer.concat([first, piece]);
      if (!isText(first)) isTextFile = false;
      else if (first.length < SAMPLE_BYTES) return Buffer.alloc(0);
      else isTextFile = true;
      return take(first);
    }
    if (!isTextFile) return piece;
    const lines = (rest + piece.toString('latin1')).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_LENGTH) lines.push(cutLine());
    return Buffer.concat(lines.map(bytesOfLine));
  }

  /** Cuts the complete bytes off an unfinished line: up to the last separator, or an even number of digits. */
  function cutLine(): string {
    const gap = Math.max(rest.lastIndexOf(' '), rest.lastIndexOf(','));
    const cut = gap > 0 ? gap : rest.length - (rest.length % 2);
    const line = rest.slice(0, cut);
    rest = rest.slice(cut);
    return line;
  }

  function end(): Buffer {
    if (isTextFile === false) return Buffer.alloc(0);
    if (isTextFile === null) rest = first.toString('latin1');
    return Buffer.concat(rest.split(/\r?\n/).map(bytesOfLine));
  }

  return { take, end };
}
