/**
 * KMP of the Kamstrup 685-382, 1200 8E2: `@` or `H`, bytes as two upper-case hex digits, an LRC that makes their sum 0, CR.
 * Frames, commands and layouts come from captures (casperbang/KMP382-driver) and an independent parser (NuriTelecom).
 */

import { ENERGY_IMPORT, POWER_IMPORT } from '../reading/fields.js';
import { METER_ID, METER_TYPE, UNUSED } from '../reading/obis.js';
import { characters } from '../text/characters.js';
import { BAD, GOOD, type Protocol, UNEXPECTED, type ValueVisitor } from './protocol.js';
import { ASCII_KMP } from './requests.js';

/** Creates the protocol. */
export function createKmpAscii(): Protocol {
  /** How each response begins, and its bytes including LRC. FE may be a broadcast address [I]. */
  const RESPONSES = ['FE01', 'FE90', 'FE95'];
  const LENGTHS = [47, 39, 16];
  /**
   * Response, offset, meaning, name, unit and exponent of numbers of four bytes, big-endian except in the first response.
   * C: certain, S: from one source, I: inferred.
   */
  const VALUES = [
    [0, 31, METER_ID, 'meter_id'], // C
    [1, 2, ENERGY_IMPORT, 'energy', 'kWh'], // C
    [1, 6, POWER_IMPORT, 'power', 'W'], // unit I
    [1, 10, UNUSED, 'hours', 'h'], // C
    [1, 14, UNUSED, 'resettable', 'kWh', -2], // meaning and unit I
    [1, 18, UNUSED, 'peak', 'W'], // unit I
    [1, 22, UNUSED, 'customer'], // C
    [1, 26, UNUSED, 'pulses'], // S
    [2, 7, UNUSED, 'tariff_1', 'kWh'], // C
    [2, 11, UNUSED, 'tariff_2', 'kWh'], // C
  ];

  function parseResponse(step: number, bytes: Uint8Array, from: number, to: number, visit: ValueVisitor): number {
    const text = characters(bytes, from + 1, to - 1);
    if (text.length & 1 || !/^[0-9A-F]+$/.test(text)) return BAD;
    const logical = new Uint8Array(text.length / 2);
    let sum = 0;
    for (let i = 0; i < logical.length; i++) sum += logical[i] = parseInt(text.substr(i * 2, 2), 16);
    const response = RESPONSES.indexOf(text.slice(0, 4));
    if (sum & 255) return BAD;
    if (response < 0 || (step >= 0 && step !== response) || logical.length !== LENGTHS[response]) return UNEXPECTED;
    if (!response) visit(METER_TYPE, 'type', characters(logical, 2, 12));
    VALUES.forEach(function (row) {
      if (row[0] !== response) return;
      const value = new DataView(logical.buffer).getUint32(row[1] as number, !response);
      visit(row[2] as number, row[3] as string, value, row[5] as number, row[4] as string);
    });
    return GOOD;
  }

  return {
    kind: '685-382',
    line: { baud: 1200, bytesize: 8, parity: 'even', stopbits: 2 },
    nextBaud: 0,
    periodS: 10,
    delimiters: 'H\r',
    requests: [ASCII_KMP, ASCII_KMP + 1, ASCII_KMP + 2],
    parseResponse,
  };
}
