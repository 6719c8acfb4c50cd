import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sntpRequest, sntpTime } from '../../src/time/sntp.js';

const STAMP = 'k3j9x0ab';
/** 2026-11-25T20:00:00.5Z in seconds since 1900. */
const SECONDS = 2208988800 + 1795636800;

interface Packet {
  first: number;
  stratum: number;
  origin: string;
  seconds: number;
  fraction: number;
}

/** An answer of a server, by RFC 4330, chapter 4. */
function answer(changes: Partial<Packet> = {}): string {
  const packet: Packet = { first: 0x24, stratum: 2, origin: STAMP, seconds: SECONDS, fraction: 0x80000000, ...changes };
  const bytes = Buffer.alloc(48);
  bytes[0] = packet.first;
  bytes[1] = packet.stratum;
  bytes.write(packet.origin, 24, 'latin1');
  bytes.writeUInt32BE(packet.seconds, 40);
  bytes.writeUInt32BE(packet.fraction, 44);
  return bytes.toString('latin1');
}

const sntp = suite('sntp');

sntp('a request is 48 bytes of version 4, mode 3, with the stamp as its transmit timestamp', () => {
  const request = Buffer.from(sntpRequest(STAMP), 'latin1');
  assert.is(request.length, 48);
  assert.is(request[0], 0b00_100_011);
  assert.is(request.toString('latin1', 40), STAMP);
  assert.ok(request.subarray(1, 40).every((byte) => byte === 0));
});

sntp('the answer of a server gives its time to the millisecond', () => {
  assert.is(sntpTime(answer(), STAMP), Date.UTC(2026, 10, 25, 20, 0, 0, 500));
});

sntp('after 2036 the seconds begin again at 0', () => {
  assert.is(sntpTime(answer({ seconds: 100, fraction: 0 }), STAMP), Date.UTC(2036, 1, 7, 6, 28, 16) + 100_000);
});

for (const [what, changes] of [
  ['another mode than that of a server', { first: 0x23 }],
  ['a broadcast', { first: 0x25 }],
  ['a clock that is not synchronized', { first: 0xe4 }],
  ['stratum 0, a kiss-of-death', { stratum: 0 }],
  ['stratum 16', { stratum: 16 }],
  ['the stamp of another request', { origin: 'k3j9x0ac' }],
  ['no time', { seconds: 0, fraction: 0 }],
  ['a time before this firmware', { seconds: SECONDS - 2 * 365 * 86400 }],
] as [string, Partial<Packet>][]) {
  sntp(`is not believed with ${what}`, () => {
    assert.is(sntpTime(answer(changes), STAMP), null);
  });
}

sntp('is not believed when it is short', () => {
  for (let length = 0; length < 48; length++) assert.is(sntpTime(answer().slice(0, length), STAMP), null);
});

sntp.run();
