/**
 * Binary KMP of the 382J to M, 162 and OMNIPOWER, 9600 8N1 (Kamstrup 5512-447, "KMP Protocol, MULTICAL 601 and 801"):
 * `40 | stuffed: destination 3F, command, data, CRC-16/XMODEM | 0D`. Each register carries its unit and exponent. A meter
 * omits the registers it does not have.
 */

import { CLOCK, METER_ID, METER_TYPE, UNUSED } from '../reading/obis.js';
import { characters } from '../text/characters.js';
import { hex } from '../text/hex.js';
import { BAD, GOOD, type Protocol, UNEXPECTED, type ValueVisitor } from './protocol.js';
import { BINARY_KMP } from './requests.js';

/** Creates the protocol. */
export function createKmp(): Protocol {
  /** Registers in the order of the fields, then the coarser alternatives to registers 13 to 16. */
  const FIELDS = '1023 1024 1025 1026 1076 1077 1078 1054 1055 1056 13 14 15 16 1 2 3 4'.split(' ');
  const STAND_IN = 14;
  const TIME = 1002;
  const DATE = 1003;
  const RTC = 1047;
  const SERIAL = 1001;
  const GET_TYPE = 1;
  const GET_SERIAL = 2;
  const GET_REGISTER = 16;
  /** Units (5512-447, chapter 5). The first 32 are in groups of four: Wh, kWh, MWh, GWh. Those above 46 are not requested. */
  const UNITS_BY_FOUR = 'Wh J cal varh VAh W var VA'.split(' ');
  const UNITS_FROM_33 = 'V A kV kA C K l m3 l/h m3/h m3C t t/h h'.split(' ');
  const ASCII = 54;
  /** Larger numbers are not exact in a double. */
  const MAX_EXACT = 9007199254740991;
  const logical = new Uint8Array(256);

  /** Unstuffs the bytes from `at` up to `end` into `logical`. Returns their number without the CRC, 0 if it is wrong. */
  function decode(bytes: Uint8Array, at: number, end: number): number {
    let n = 0;
    let crc = 0;
    while (at < end) {
      let byte = bytes[at++];
      if (byte === 0x1b) {
        byte = at < end ? bytes[at++] ^ 255 : 0;
        if ([0x80, 0x40, 0x0d, 0x06, 0x1b].indexOf(byte) < 0) return 0;
      }
      logical[n++ & 255] = byte;
      // CRC-16/XMODEM, bytewise without a table.
      byte ^= crc >> 8;
      byte ^= byte >> 4;
      crc = ((crc << 8) ^ (byte << 12) ^ (byte << 5) ^ byte) & 0xffff;
    }
    return crc || n > 255 ? 0 : n - 2;
  }

  /** The big-endian number of `count` bytes of `logical`. */
  function numberAt(at: number, count: number): number {
    let number = 0;
    while (count--) number = number * 256 + logical[at++];
    return number;
  }

  function unitOf(code: number): string {
    const name = UNITS_BY_FOUR[(code - 1) >> 2];
    return name ? ' kMG'.charAt((code - 1) & 3).trim() + name : UNITS_FROM_33[code - 33] || '';
  }

  /** Visits the registers in the first `n` bytes of `logical`. */
  function visitRegisters(n: number, visit: ValueVisitor): void {
    let date = 0;
    let clock = 0;
    let size = 0;
    for (let at = 7; at <= n; at += size + 5) {
      const id = numberAt(at - 5, 2);
      const unit = logical[at - 3];
      const siex = logical[at - 1];
      size = logical[at - 2];
      const mantissa = numberAt(at, size);
      const field = FIELDS.indexOf('' + id);
      if (at + size > n) return;
      // DATE and TIME are decimal digits. RTC as in five captures: flags, weekday, s, min, h, day, month, year [I, inferred].
      if (id === DATE) date = mantissa * 1000000;
      else if (id === TIME) clock = date && date + mantissa;
      else if (id === RTC) {
        if (!clock && size === 8) for (let i = 7; i > 1; i--) clock = clock * 100 + logical[at + i];
      } else if (unit === ASCII) visit(METER_TYPE, '' + id, characters(logical, at, at + size));
      else if (mantissa < MAX_EXACT) {
        const exponent = siex & 63;
        visit(
          field < 0 ? (id === SERIAL ? METER_ID : UNUSED) : field < STAND_IN ? field : field - 4,
          '' + id,
          siex & 128 ? -mantissa : mantissa,
          siex & 64 ? -exponent : exponent,
          unitOf(unit),
        );
      }
    }
    if (clock) visit(CLOCK, '', clock);
  }

  function parseResponse(step: number, bytes: Uint8Array, from: number, to: number, visit: ValueVisitor): number {
    const n = decode(bytes, from + 1, to - 1);
    const command = logical[1];
    if (n < 2) return BAD;
    if (logical[0] !== 0x3f || (step >= 0 && command !== (step > 4 ? GET_SERIAL : step ? GET_REGISTER : GET_TYPE)))
      return UNEXPECTED;
    if (command === GET_TYPE) {
      protocol.kind = hex(numberAt(2, 2), 4);
      visit(METER_TYPE, 'type', protocol.kind + ' ' + String.fromCharCode(64 + logical[4]) + logical[5]);
    } else if (command === GET_SERIAL) visit(METER_ID, 'serial', numberAt(2, 4));
    else if (command === GET_REGISTER) {
      // The fifth request asks for the serial number first. If the meter omits it, GetSerialNo follows.
      if (step === 4) protocol.requests[5] = numberAt(2, 2) === SERIAL ? NaN : BINARY_KMP + 5;
      visitRegisters(n, visit);
    }
    return GOOD;
  }

  const protocol: Protocol = {
    kind: '',
    line: { baud: 9600, bytesize: 8, parity: 'none', stopbits: 1 },
    nextBaud: 0,
    periodS: 10,
    delimiters: '@\r',
    requests: [BINARY_KMP, BINARY_KMP + 1, BINARY_KMP + 2, BINARY_KMP + 3, BINARY_KMP + 4],
    parseResponse,
  };
  return protocol;
}
