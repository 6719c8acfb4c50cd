/** SNTP version 4 (RFC 4330): the request of a client, and what the answer of a server says. One character per byte. */

const PACKET_BYTES = 48;
/** Bytes of a timestamp: seconds since 1900, and their fraction. */
const TIMESTAMP_BYTES = 8;
const ORIGIN_TIMESTAMP = 24;
const TRANSMIT_TIMESTAMP = 40;
/** No warning, version 4, mode 3 (client). */
const CLIENT = '\x23';
const SERVER_MODE = 4;
const NOT_SYNCHRONIZED = 3;
const HIGHEST_STRATUM = 15;
/** Seconds from 1900-01-01 to 1970-01-01, and of an era: seconds below 2^31 are of the next one, from 2036 on (RFC 4330, 3). */
const SECONDS_TO_1970 = 2208988800;
const ERA_S = 4294967296;
/** 2026-01-01: no server that knows the time says less to this firmware. */
const EARLIEST_MS = 1767225600000;

/** A request. The server sends back `stamp`, 8 characters, so that only an answer to this request is believed. */
export function sntpRequest(stamp: string): string {
  let request = CLIENT;
  while (request.length < TRANSMIT_TIMESTAMP) request += '\0';
  return request + stamp;
}

/** A number of four bytes, big-endian. */
function uint32At(text: string, at: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) value = value * 256 + text.charCodeAt(at + i);
  return value;
}

/**
 * Milliseconds since 1970-01-01 UTC when the server sent the answer to the request with this stamp. Null if the answer is none
 * to it, or of a server that does not know the time: mode, leap indicator, stratum (0 is a kiss-of-death), origin timestamp and
 * a time before 2026 are checked (RFC 4330, 5).
 */
export function sntpTime(answer: string, stamp: string): number | null {
  const first = answer.charCodeAt(0);
  const stratum = answer.charCodeAt(1);
  if (answer.length < PACKET_BYTES || (first & 7) !== SERVER_MODE || first >> 6 === NOT_SYNCHRONIZED) return null;
  if (stratum < 1 || stratum > HIGHEST_STRATUM || answer.substr(ORIGIN_TIMESTAMP, TIMESTAMP_BYTES) !== stamp)
    return null;
  const seconds = uint32At(answer, TRANSMIT_TIMESTAMP);
  const fraction = uint32At(answer, TRANSMIT_TIMESTAMP + 4) / ERA_S;
  const ms = (seconds + (seconds < ERA_S / 2 ? ERA_S : 0) - SECONDS_TO_1970 + fraction) * 1000;
  return seconds && ms >= EARLIEST_MS ? ms : null;
}
