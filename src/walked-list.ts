/**
 * Lists of `Kamstrup_V0001` in no known layout, such as a 2-quadrant meter's: read by walking the elements and taking the
 * values that stand behind known OBIS codes.
 */
import {
  DATE_TIME_BYTES,
  NULL_DATA,
  notificationBody,
  numberAt,
  OBIS_BYTES,
  OCTET_STRING,
  VISIBLE_STRING,
  walkStructure,
} from './dlms.js';
import { ENERGY_IMPORT } from './fields.js';
import { CLOCK, LIST_VERSION, METER_ID, METER_NUMBER, METER_TYPE, meanings, WH_OF_PUSH_1 } from './kamstrup.js';
import { FCS_AND_FLAG_BYTES } from './layout.js';
import {
  forgetInstantValues,
  forgetRegisters,
  forgetTexts,
  type Reading,
  setText,
  setTextOfNumber,
} from './reading.js';

/** What a walk found: the index of the list version, 0 if none, and whether values and registers were among it. */
interface Found {
  version: number;
  values: number;
  registers: number;
}

/** True if the bytes from `at` are the text. */
function isText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/**
 * Walks the elements and hands over each value behind a known OBIS code: what it is (a field, or `METER_ID` and so on),
 * tag, index and length. Null if the frame is no list that can be walked to its very end.
 */
function walkValues(
  frame: Uint8Array,
  total: number,
  body: number,
  take: (what: number, tag: number, at: number, length: number) => void,
): Found | null {
  const codes = meanings();
  const found: Found = { version: 0, values: 0, registers: 0 };
  const end = total - FCS_AND_FLAG_BYTES;
  let what: number | undefined;
  let expectsValue = false;

  function visit(tag: number, at: number, length: number): void {
    if (expectsValue) {
      expectsValue = false;
      if (what === undefined || tag === NULL_DATA) return;
      if (what >= 0) found.values++;
      if (what >= ENERGY_IMPORT) found.registers++;
      take(what, tag, at, length);
    } else if (tag === OCTET_STRING && length === OBIS_BYTES) {
      what = codes[frame.subarray(at, at + length).join('.')];
      expectsValue = true;
    } else if (tag === VISIBLE_STRING && !found.version && length === LIST_VERSION.length) found.version = at;
  }

  if (body < 0 || walkStructure(frame, body, end, visit) !== end || expectsValue) return null;
  return found.version && isText(frame, found.version, LIST_VERSION) && found.values ? found : null;
}

/**
 * Reads the frame of `total` bytes into the reading. Null if it cannot be relied on; then the reading is as before.
 * Otherwise whether it bore energy registers.
 */
export function readWalkedList(
  frame: Uint8Array,
  total: number,
  information: number,
  reading: Reading,
): { registers: boolean } | null {
  const view = new DataView(frame.buffer);
  const body = notificationBody(frame, information);

  function take(what: number, tag: number, at: number, length: number): void {
    if (what === METER_ID) setText(reading.meterId, frame, at, length);
    if (what === METER_TYPE) setText(reading.meterType, frame, at, length);
    if (what === CLOCK && length === DATE_TIME_BYTES) reading.energyTime.set(frame.subarray(at, at + length));
    const number = numberAt(view, tag, at);
    // Every quantity has one object for each direction: a negative value is none of ours.
    if (number === null || number < 0) return;
    if (what === METER_NUMBER) {
      setTextOfNumber(reading.meterId, number);
      reading.registerUnitWh = WH_OF_PUSH_1;
    } else if (what >= 0) {
      reading.values[what] = number;
      reading.known[what] = 1;
    }
  }

  // The first walk only looks, so that a bad list changes nothing.
  const found = walkValues(frame, total, body, function () {});
  if (!found) return null;
  reading.layout = 'other';
  reading.registerUnitWh = 0;
  forgetTexts(reading);
  forgetInstantValues(reading);
  if (found.registers) forgetRegisters(reading);
  walkValues(frame, total, body, take);
  setText(reading.listVersion, frame, found.version, LIST_VERSION.length);
  reading.time.fill(0);
  const time = body - DATE_TIME_BYTES;
  if (frame[time - 1] === DATE_TIME_BYTES) reading.time.set(frame.subarray(time, body));
  return { registers: found.registers > 0 };
}
