/**
 * Extracts frames of HDLC frame format type 3 (IEC 62056-46, chapter 8; ISO/IEC 13239) from a stream of bytes:
 *
 *   flag 7E | format A0-A7 and length, 2 | destination, source | control | HCS 2 | information | FCS 2 | flag 7E
 *
 * The length counts the bytes between the flags. There is no byte stuffing, so 7E may occur anywhere in a frame: its end
 * is found from the length, which the HCS protects, and the FCS checks the whole. If a frame is rejected, the search
 * continues at the byte after its opening flag, so a good frame after the damage is still read. A closing flag may also
 * be the opening flag of the next frame (ISO/IEC 13239).
 */

import { CRC_GOOD, CRC_START, crc16 } from '../bytes/crc.js';
import type { LinkCounters } from '../bytes/link-counters.js';
import { createRing } from '../bytes/ring.js';
import { min } from '../text/math.js';

/** The flag that opens and closes a frame. */
export const FLAG = 0x7e;
/** The longest frame accepted, including flags; the longest known list has 493 bytes. */
export const MAX_FRAME_BYTES = 512;
/** Room for one frame is enough, since received bytes are scanned at once. */
const RING_BYTES = MAX_FRAME_BYTES;

const SHORTEST_HEADER = 8;
const LONGEST_ADDRESS = 4;
const FCS_AND_FLAG = 3;

export interface HdlcReader {
  /** The latest good frame, from flag to flag, at the start of an array that is never replaced. */
  readonly frame: Uint8Array;
  /**
   * Takes a chunk of any size and calls `onFrame` for each frame it completes. Returns how many more bytes it needs
   * to make progress, at least 1: the caller may collect that many first.
   */
  receive(chunk: Uint8Array): number;
  /** To be called when the line has paused or the input has ended: drops an incomplete frame and reads those after it. */
  flush(): void;
  /** True while bytes of an incomplete frame are buffered. */
  pending(): boolean;
}

/**
 * Creates a reader. `onFrame(total, information)` is called when `frame` holds a new good frame, with its length in bytes
 * including both flags, and the index of its first information byte.
 */
export function createHdlcReader(
  counters: LinkCounters,
  onFrame: (total: number, information: number) => void,
): HdlcReader {
  const ring = createRing(RING_BYTES);
  const bytes = ring.array;
  const words = new Uint16Array(bytes.buffer);
  const mask = ring.mask;
  const frame = new Uint8Array(MAX_FRAME_BYTES);
  // Of the frame at the head of the ring, after its HCS was good: length with flags, length of the header, CRC of the header.
  let total = 0;
  let header = 0;
  let headerCrc = 0;
  let needed = SHORTEST_HEADER;
  // 1 while the closing flag of a good frame is at the head: it may open the next frame, and is already counted.
  let closing = 0;

  /** Runs the bytes from `from` up to `to`, counted from the head of the ring, through the CRC register. */
  function crcOf(from: number, to: number, crc: number): number {
    const at = (ring.head + from) & mask;
    const first = RING_BYTES - at;
    const count = to - from;
    if (count <= first) return crc16(bytes, words, at, count, crc);
    return crc16(bytes, words, 0, count - first, crc16(bytes, words, at, first, crc));
  }

  function discard(count: number): void {
    ring.drop(count);
    counters.discarded_bytes += count - closing;
    closing = 0;
    total = 0;
    needed = SHORTEST_HEADER;
  }

  /** HUNT: drops the bytes before the next flag; false if there is none. */
  function huntFlag(): boolean {
    if (bytes[ring.head] === FLAG) return ring.held > 0;
    while (ring.held) {
      const linear = min(ring.held, RING_BYTES - ring.head);
      const at = bytes.indexOf(FLAG, ring.head) - ring.head;
      if (at === 0) return true;
      discard(at > 0 && at < linear ? at : linear);
    }
    return false;
  }

  /** Length of the header at the head, including HCS, as far as the buffered bytes tell; 0 if it is not a valid header. */
  function headerLength(): number {
    const head = ring.head;
    if ((bytes[(head + 1) & mask] & 0xf8) !== 0xa0) return 0;
    let at = 3;
    // An address ends with the first odd byte (ISO/IEC 13239, 4.7.1): destination, then source.
    for (let addresses = 0; addresses < 2; addresses++) {
      const last = at + LONGEST_ADDRESS - 1;
      while (at < ring.held && !(bytes[(head + at) & mask] & 1)) if (at++ === last) return 0;
      at++;
    }
    return at + 3;
  }

  /** HEADER: true if HCS and length are good; false if the flag was rejected or more bytes are needed. */
  function readHeader(): boolean {
    const length = headerLength();
    if (ring.held < length) {
      needed = length;
      return false;
    }
    if (length === 0) {
      discard(1);
      return false;
    }
    headerCrc = crcOf(1, length, CRC_START);
    if (headerCrc !== CRC_GOOD) {
      counters.hcs_errors++;
      discard(1);
      return false;
    }
    header = length;
    total = ((bytes[(ring.head + 1) & mask] & 7) << 8) + bytes[(ring.head + 2) & mask] + 2;
    if (total <= MAX_FRAME_BYTES && total > header + FCS_AND_FLAG) return true;
    counters.length_errors++;
    discard(1);
    return false;
  }

  /** BODY: the frame is complete; accepts it or rejects its flag. */
  function judge(): void {
    if (bytes[(ring.head + total - 1) & mask] !== FLAG) counters.length_errors++;
    else if (crcOf(header, total - 1, headerCrc) !== CRC_GOOD) counters.fcs_errors++;
    else {
      const length = total;
      ring.copy(frame, length);
      ring.drop(length - 1);
      closing = 1;
      total = 0;
      needed = SHORTEST_HEADER + closing;
      counters.frames++;
      onFrame(length, header);
      return;
    }
    discard(1);
  }

  function scan(): void {
    do {
      if (total === 0) {
        if (!huntFlag() || ring.held < needed) return;
        if (!readHeader()) continue;
        needed = total;
      }
      if (ring.held < total) return;
      judge();
    } while (ring.held >= needed);
  }

  function store(chunk: Uint8Array): void {
    const lost = ring.write(chunk);
    if (lost) {
      counters.overruns += lost;
      total = 0;
      closing = 0;
      needed = SHORTEST_HEADER;
    }
    if (ring.held >= needed) scan();
  }

  function receive(chunk: Uint8Array): number {
    counters.bytes += chunk.length;
    let room = RING_BYTES - ring.held;
    while (chunk.length > room) {
      store(chunk.subarray(0, room));
      chunk = chunk.subarray(room);
      room = RING_BYTES - ring.held;
    }
    store(chunk);
    return needed - ring.held;
  }

  function pending(): boolean {
    return ring.held > closing;
  }

  function flush(): void {
    if (!total) {
      if (closing) discard(1);
      // The addresses of an incomplete header may turn out to be invalid.
      needed = SHORTEST_HEADER;
      scan();
    }
    if (!huntFlag()) return;
    if (total || (ring.held > 1 && headerLength())) counters.timeouts++;
    while (ring.held) {
      discard(1);
      scan();
    }
  }

  return { frame, receive, flush, pending };
}
