/** What a whole poll of an optical eye said: into the reading, and as text. */

import { quantityOf } from '../reading/fields.js';
import { CLOCK, METER_ID, METER_TYPE } from '../reading/obis.js';
import { clearTexts, type Reading, setTextFromValue } from '../reading/reading.js';
import { decimal } from '../text/decimal.js';
import { quote } from '../text/json.js';
import { floor, round } from '../text/math.js';
import { meterMs } from '../time/date-time.js';
import type { ValueVisitor } from './protocol.js';

/** More are not told, lest the answer grow too large for the device. */
const MAX_REGISTERS = 40;

/** Hands all values of a poll on. */
export type ForEachValue = (visit: ValueVisitor) => void;

/**
 * A number into the reading: W, var, V, mA, 0.1 Wh and 0.1 varh. What a meter resolves more is rounded (`registers` has it
 * all). Of two registers for one field the greater counts: the one that resolves more, unless it has run over.
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

/** The meter's time from the digits yymmddhhmmss; a year 2000 is that of a clock that was never set. */
function setTime(reading: Reading, digits: number): void {
  const time = reading.time;
  time.fill(0);
  [7, 6, 5, 3, 2].forEach(function (at) {
    time[at] = digits % 100;
    digits = floor(digits / 100);
  });
  // 2000 is 07D0; to 2047.
  if (digits && digits < 48) {
    time[0] = 7;
    time[1] = 0xd0 + digits;
  }
  // The bit that says that the clock is not to be relied on.
  if (meterMs(time) === null) time[11] = 1;
  reading.energyTime.set(time);
}

/** Takes all values of a poll over into the reading; what it did not say is not known any more. */
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

/** All that a poll said, as a JSON object by the meter's own names. */
export function registersText(reading: Reading, forEachValue: ForEachValue): string {
  let text = '';
  let n = 0;
  forEachValue(function (meaning, id, value, exponent, unit) {
    // Numbers and texts without a unit may name the meter or its owner.
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
