/**
 * Bytes out of a capture: binary as it is, or hex text as the public logs have it: with or without spaces, commas, `0x`,
 * and with a timestamp or tag at the start of a line. Works piece by piece, on files of any size.
 */

/** What may stand before the hex digits of a line; each is taken off once, in this order. */
const PREFIXES = [
  // The mark of UTF-8, read as latin1.
  /^\xef\xbb\xbf/,
  /^\s*\[[^\]]*\]/,
  /^\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?/,
  /^\s*\d\d\.\d\d\.\d{4} \d\d:\d\d(:\d\d([.,]\d+)?)?/,
  // Not the bytes of hex text with colons, nor ten digits of them.
  /^\s*\d\d?:\d\d(:\d\d([.,]\d+)?)?(?=[^\d:]|:\s)/,
  /^\s*1\d{9}(\d{3})?(\.\d+)?(?=[\s:;,])/,
  /^\s*[:;,|>-]+/,
  /^\s*\([A-Z]\)/,
];
const HEX = /^(0x)?[0-9a-f]{2}([:-]?[0-9a-f]{2})*$/i;
/** A longer line is not kept until its end. */
const LONGEST_LINE = 65536;

/** The bytes of the hex digits at the end of a line of text; none if it has none. */
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

/** So many bytes tell whether a capture is text: in each list there are zero bytes among them. */
const ENOUGH = 32;

/** True if the first bytes of a capture are text: it has no control characters. */
function isText(piece: Buffer): boolean {
  return piece.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
}

export interface Capture {
  /** Takes the next piece of the file and returns the bytes it gave. */
  take(piece: Buffer): Buffer;
  /** The file has ended: returns the bytes of its last line. */
  end(): Buffer;
}

/** Makes a reader of one capture. */
export function createCapture(): Capture {
  let text: boolean | null = null;
  let first: Buffer = Buffer.alloc(0);
  let rest = '';

  function take(piece: Buffer): Buffer {
    if (text === null) {
      first = Buffer.concat([first, piece]);
      if (!isText(first)) text = false;
      else if (first.length < ENOUGH) return Buffer.alloc(0);
      else text = true;
      return take(first);
    }
    if (!text) return piece;
    const lines = (rest + piece.toString('latin1')).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) lines.push(cutLine());
    return Buffer.concat(lines.map(bytesOfLine));
  }

  /** Takes what is complete off a line that does not end: up to the last gap, or an even number of digits. */
  function cutLine(): string {
    const gap = Math.max(rest.lastIndexOf(' '), rest.lastIndexOf(','));
    const cut = gap > 0 ? gap : rest.length - (rest.length % 2);
    const line = rest.slice(0, cut);
    rest = rest.slice(cut);
    return line;
  }

  function end(): Buffer {
    if (text === false) return Buffer.alloc(0);
    if (text === null) rest = first.toString('latin1');
    return Buffer.concat(rest.split(/\r?\n/).map(bytesOfLine));
  }

  return { take, end };
}
