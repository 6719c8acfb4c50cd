/** What a frame is that no list reader takes, in words for the log. */
import { DATA_NOTIFICATION, GENERAL_GLO_CIPHERING, LLC_BYTES } from './dlms.js';

const LONGEST_NAME = 32;
const SHORTEST_NAME = 6;

function hexByte(value: number): string {
  return (value < 16 ? '0' : '') + value.toString(16).toUpperCase();
}

/** Letter, digit or underscore of ASCII. */
function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}

/** The first word of at least six printable characters from `at`: AIDON_V0001, KFM_001, Kamstrup_V0002. Empty if none. */
function firstWord(bytes: Uint8Array, at: number, end: number): string {
  let word = '';
  for (; at < end && word.length < LONGEST_NAME; at++) {
    if (isWordCharacter(bytes[at])) word += String.fromCharCode(bytes[at]);
    else if (word.length >= SHORTEST_NAME) break;
    else word = '';
  }
  return word.length >= SHORTEST_NAME ? word : '';
}

/** List version or kind of the frame of `total` bytes whose information field begins at `information`. */
export function nameOfUnknown(frame: Uint8Array, total: number, information: number): string {
  const apdu = frame[information + LLC_BYTES];
  if (apdu === GENERAL_GLO_CIPHERING) return 'an encrypted list (general-glo-ciphering)';
  if (apdu !== DATA_NOTIFICATION) return 'an APDU with tag ' + hexByte(apdu);
  const version = firstWord(frame, information + LLC_BYTES, total);
  return version ? 'a list of version ' + version : 'a list of ' + total + ' bytes without a version';
}
