/** The most expensive stream for the frame reader that we could construct. */
import { checkOf, FLAG } from '../support/frame.js';

const STRIDE = 5;
const MOST_BYTES = 512;
const ODD = Array.from({ length: 128 }, (_, i) => 2 * i + 1);

/** Format and length of a header, and the addresses with which its HCS is the format and length of the next one. */
interface Link {
  format: number;
  length: number;
  addresses: number[];
  next?: Link;
}

/**
 * The longest header that can follow: its flag, format and length are the control field and HCS of this one. Its frame
 * ends at the flag of another.
 */
function follow(link: Link): Link {
  let best: Link | undefined;
  let most = 0;
  for (const destination of ODD) {
    for (const source of ODD) {
      const [format, length] = checkOf([link.format, link.length, destination, source, FLAG]);
      const total = ((format & 7) << 8) + length + 2;
      if ((format & 0xf8) !== 0xa0 || total > MOST_BYTES || (total - 1) % STRIDE || total <= most) continue;
      most = total;
      best = { format, length, addresses: [] };
      link.addresses = [destination, source];
    }
  }
  if (!best) throw new Error(`no header can follow ${link.format} ${link.length}`);
  return best;
}

/**
 * Overlapping headers, each five bytes after the previous one. All have a good HCS and a length near the maximum, and
 * end at the flag of another: each passes the CRC to its end, and none is good.
 */
export function worstStream(bytes: number): Uint8Array {
  const stream: number[] = [];
  const links: Link[] = [];
  let link: Link = { format: 0xa1, length: 0xfe, addresses: [] };
  while (stream.length < bytes) {
    if (!link.next) {
      const next = follow(link);
      link.next = links.find((one) => one.format === next.format && one.length === next.length) ?? next;
      links.push(link);
    }
    stream.push(FLAG, link.format, link.length, ...link.addresses);
    link = link.next;
  }
  return Uint8Array.from(stream);
}
