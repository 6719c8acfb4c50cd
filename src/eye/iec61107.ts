/**
 * The read-out of IEC 61107 / 62056-21: `/?!`, an identification, then one block of lines `id(value*unit)`.
 *
 * The Kamstrup 685-382 (interface specification 040611/SPH) is mode A, 300 7E1, with commas, `!` behind the last line and a
 * BCC that is the 7-bit sum. Others follow IEC 62056-21: points, BCC by XOR, and in mode C an acknowledgement that asks for
 * the speed which the identification offers.
 */

import { ENERGY_IMPORT } from '../reading/fields.js';
import { METER_ID, METER_TYPE, meaningOf, UNUSED } from '../reading/obis.js';
import { characters } from '../text/characters.js';
import { BAD, GOOD, type Protocol, UNEXPECTED, type ValueVisitor } from './protocol.js';
import { ACKNOWLEDGE, NO_REQUEST, SIGN_ON } from './requests.js';

/** Makes the protocol. */
export function createIec61107(): Protocol {
  const ETX = 3;
  // The 685's BCC.
  let sumsBcc = false;

  /** The identification: `/`, three letters of the maker, the baud character, the model. It has no check sequence. */
  function readIdentification(text: string, visit: ValueVisitor): number {
    const model = text.slice(5).trim();
    if (!/^.[A-Za-z][A-Za-z][A-Za-z]/.test(text) || !model) return UNEXPECTED;
    // The first generation is mode A whatever the baud character says.
    sumsBcc = model.slice(0, 4) === '685-';
    const speed = sumsBcc ? -1 : '0123456'.indexOf(text.charAt(4));
    protocol.kind = speed < 0 ? 'mode A' : 'mode C';
    protocol.requests[1] = speed < 0 ? NO_REQUEST : ACKNOWLEDGE + speed;
    protocol.nextBaud = speed < 0 ? 0 : 300 << speed;
    visit(UNUSED, 'make', text.slice(1, 4));
    visit(METER_TYPE, 'model', model);
    return GOOD;
  }

  /** One set `value*unit` of an id. */
  function visitDataSet(visit: ValueVisitor, id: string, dataSet: string): void {
    // Without medium and channel (`1-0:`), and in the numbering of IEC 62056-61: 1.20 of the 685 is 1.8.0 [I].
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
        // A further set in brackets belongs to the id before.
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
