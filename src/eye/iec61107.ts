/**
 * The read-out of IEC 61107 / 62056-21: `/?!`, an identification, then one data block of lines `id(value*unit)`.
 *
 * The Kamstrup 685-382 (interface specification 040611/SPH) uses mode A, 300 7E1, decimal commas, `!` after the last line
 * and the 7-bit sum as BCC. Other meters follow IEC 62056-21: decimal points, BCC by XOR, and in mode C an acknowledgement
 * that selects the baud rate which the identification offers.
 */

import { ENERGY_IMPORT } from '../reading/fields.js';
import { METER_ID, METER_TYPE, meaningOf, UNUSED } from '../reading/obis.js';
import { characters } from '../text/characters.js';
import { BAD, GOOD, type Protocol, UNEXPECTED, type ValueVisitor } from './protocol.js';
import { ACKNOWLEDGE, NO_REQUEST, SIGN_ON } from './requests.js';

/** Creates the protocol. */
export function createIec61107(): Protocol {
  const ETX = 3;
  // True for the BCC of the 685: a sum.
  let sumsBcc = false;

  /** Parses the identification: `/`, manufacturer (three letters), baud rate character, model. It has no check sequence. */
  function readIdentification(text: string, visit: ValueVisitor): number {
    const model = text.slice(5).trim();
    if (!/^.[A-Za-z][A-Za-z][A-Za-z]/.test(text) || !model) return UNEXPECTED;
    // The 685 uses mode A regardless of its baud rate character.
    sumsBcc = model.slice(0, 4) === '685-';
    const speed = sumsBcc ? -1 : '0123456'.indexOf(text.charAt(4));
    protocol.kind = speed < 0 ? 'mode A' : 'mode C';
    protocol.requests[1] = speed < 0 ? NO_REQUEST : ACKNOWLEDGE + speed;
    protocol.nextBaud = speed < 0 ? 0 : 300 << speed;
    visit(UNUSED, 'make', text.slice(1, 4));
    visit(METER_TYPE, 'model', model);
    return GOOD;
  }

  /** Visits one data set, `value*unit`. */
  function visitDataSet(visit: ValueVisitor, id: string, dataSet: string): void {
    // The id without medium and channel (`1-0:`). The 685's 1.20 is 1.8.0 of IEC 62056-61 [I, inferred].
    const code = id.slice(id.indexOf(':') + 1);
    const parts = dataSet.split('*');
    const digits = parts[0].replace(',', '.').split('.');
    const whole = digits.join('');
    if (parts[1] && digits.length < 3 && whole.length < 16 && /^[0-9]+$/.test(whole)) {
      const meaning = code === '1.20' ? ENERGY_IMPORT : meaningOf('1.1.' + code + '.255');
      visit(meaning, id, +whole, digits[1] ? -digits[1].length : 0, parts[1]);
    } else visit(code === '0.0' || code === '0.0.0' ? METER_ID : UNUSED, id, dataSet);
  }

  function parseResponse(_step: number, bytes: Uint8Array, from: number, to: number, visit: ValueVisitor): number {
    if (bytes[to - 2] !== ETX) return readIdentification(characters(bytes, from, to), visit);
    let bcc = 0;
    for (let i = from + 1; i < to - 1; i++) bcc = sumsBcc ? bcc + bytes[i] : bcc ^ bytes[i];
    if ((bcc ^ bytes[to - 1]) & 127) return BAD;
    let id = '';
    characters(bytes, from + 1, to)
      .split(')')
      .forEach(function (piece) {
        const parts = piece.split('(');
        // A further data set in brackets belongs to the previous id.
        id = parts[0].trim() || id + '/';
        if (parts[1]) visitDataSet(visit, id, parts[1]);
      });
    return GOOD;
  }

  const protocol: Protocol = {
    kind: '',
    line: { baud: 300, bytesize: 7, parity: 'even', stopbits: 1 },
    nextBaud: 0,
    periodS: 60,
    delimiters: '/\n\x02\x03',
    requests: [SIGN_ON, NO_REQUEST],
    parseResponse,
  };
  return protocol;
}
