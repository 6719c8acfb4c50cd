/** The values of a complete poll of the optical eye: into the reading, and as JSON. */

import { quantityOf } from '../reading/fields.js';
import { CLOCK, METER_ID, METER_TYPE } from '../reading/obis.js';
import { clearTexts, type Reading, setTextFromValue } from '../reading/reading.js';
import { decimal } from '../text/decimal.js';
import { quote } from '../text/json.js';
import { floor, round } from '../text/math.js';
import { meterMs } from '../time/date-time.js';
import type { ValueVisitor } from './protocol.js';

/** Most registers to show; more could make `/status` too large for the device. */
const MAX_REGISTERS = 40;

/** Visits all values of a poll. */
export type ForEachValue = (visit: ValueVisitor) => void;

/**
 * Stores a number in the reading, in W, var, V, mA, 0.1 Wh or 0.1 varh. Finer digits are rounded (`registers` shows them
 * all). Of two registers for one field the greater counts: usually the finer one, unless it has overflowed.
 */
function setField(reading: Reading, field: number, value: number, exponent: number, unit: string): void {
  const quantity = quantityOf(field);
  const prefix = 'kMG'.indexOf(unit.charAt(0)) + 1;
  let shift = exponent + 3 * prefix + +'003011'.charAt(quantity);
  for (; shift > 0; shift--) value *= 10;
  for (; shift < 0; shift++) value /= 10;
  value = round(value);
  if (unit.slice(prefix && 1) !== 'W var A V Wh varh'.split(' ')[quantity] || value < 0 || value > 1e15) return;
  if (reading.known[field] && value < reading.values[field]) return;
  reading.values[field] = value;
  reading.known[field] = 1;
}

/** Sets the time from the decimal digits yymmddhhmmss; the year 2000 means that the clock was never set. */
function setTime(reading: Reading, digits: number): void {
  const time = reading.time;
  time.fill(0);
  [7, 6, 5, 3, 2].forEach(function (at) {
    time[at] = digits % 100;
    digits = floor(digits / 100);
  });
  // The year as u16: 2000 is 0x07D0; up to 2047.
  if (digits && digits < 48) {
    time[0] = 7;
    time[1] = 0xd0 + digits;
  }
  // The status bit "invalid value".
  if (meterMs(time) === null) time[11] = 1;
  reading.energyTime.set(time);
}

/** Stores all values of a poll in the reading; values that the poll does not have become unknown. */
export function takePoll(reading: Reading, forEachValue: ForEachValue): void {
  clearTexts(reading);
  reading.known.fill(0);
  reading.registerUnitWh = 0.1;
  reading.currentDigits = 3;
  setTime(reading, 0);
  forEachValue(function (meaning, _id, value, exponent, unit) {
    if (meaning === METER_ID) setTextFromValue(reading.meterId, value);
    else if (meaning === METER_TYPE) setTextFromValue(reading.meterType, value);
    else if (meaning === CLOCK) setTime(reading, value as number);
    else if (meaning >= 0) setField(reading, meaning, value as number, exponent || 0, unit || '');
  });
}

/** All values of a poll as a JSON object, under the meter's own names. */
export function registersText(reading: Reading, forEachValue: ForEachValue): string {
  let text = '';
  let n = 0;
  forEachValue(function (meaning, id, value, exponent, unit) {
    // Values without a unit may identify the meter or its owner.
    if (meaning === CLOCK || (reading.hideMeterId && !unit) || n++ >= MAX_REGISTERS) return;
    text += (text && ',') + quote(id) + ':';
    if (typeof value === 'string') {
      text += quote(value);
      return;
    }
    let power = exponent || 0;
    text += '{"value":' + decimal(value, power < 0 ? -power : 0);
    for (; value && power > 0; power--) text += '0';
    text += ',"unit":' + quote(unit || null) + '}';
  });
  return '{' + text + '}';
}
