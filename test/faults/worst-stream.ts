/** The stream that costs the frame reader most, of all that we could think of. */
import { checkOf, FLAG } from '../support/frame.js';

const STRIDE = 5;
const MOST_BYTES = 512;
const ODD = Array.from({ length: 128 }, (_, i) => 2 * i + 1);

/** Format and length of a header, and the addresses that make its HCS those of the next one. */
interface Link {
  format: number;
  length: number;
  addresses: number[];
  next?: Link;
}

/**
 * The longest header that may follow: control field and HCS of this one are its flag, format and length. It ends where the
 * flag of yet another stands.
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
  if (!best) throw new Error(`no header goes on behind ${link.format} ${link.length}`);
  return best;
}

/**
 * Headers that overlap: each begins five bytes behind the last one. All have a good HCS, a length near the most that is taken,
 * and end at the flag of another: each is run through the CRC to its end, and none is good.
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
