/** Describes a frame that the list reader cannot read, for the log. */
import { characters } from '../text/characters.js';
import { hexByte } from '../text/hex.js';
import { DATA_NOTIFICATION, GENERAL_GLO_CIPHERING, LLC_BYTES } from './dlms.js';

const MAX_VERSION_CHARS = 32;

/** A phrase with the list version or APDU type of the frame of `total` bytes; `information` is as in `HdlcReader`. */
export function describeUnknownList(frame: Uint8Array, total: number, information: number): string {
  const apdu = frame[information + LLC_BYTES];
  if (apdu === GENERAL_GLO_CIPHERING) return 'an encrypted list (general-glo-ciphering)';
  if (apdu !== DATA_NOTIFICATION) return 'an APDU with tag ' + hexByte(apdu);
  // Six characters or more: AIDON_V0001, KFM_001, Kamstrup_V0002. Espruino does not support {6,}.
  const version = /\w\w\w\w\w\w+/.exec(characters(frame, information, total));
  return version
    ? 'a list of version ' + version[0].slice(0, MAX_VERSION_CHARS)
    : 'a list of ' + total + ' bytes without a version';
}
