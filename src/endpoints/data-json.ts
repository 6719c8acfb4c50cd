/**
 * `/data.json` in the format of amsleser.no's readers, for evcc's template `amsleser`. Unknown values are left out, since
 * all values are numbers and a 0 would count as one.
 */

import { ENERGY_IMPORT } from '../reading/fields.js';
import { currentSums, kiloText, updateHour } from '../status/energy.js';
import { DATA_TEXT, type Snapshot } from '../status/status.js';
import { decimal } from '../text/decimal.js';
import { floor, round } from '../text/math.js';

/** Keys of the powers and the registers. */
const KEYS = 'i e ri re ic ec ric rec';
/** `hm` is 1 for a list younger than this, otherwise 2. There is no document for stale lists, 3. */
const GOOD_MS = 15000;

/** Members with these keys, separated by spaces, each after a comma, for the values that are known. */
function membersOf(keys: string, values: string[]): string {
  const names = keys.split(' ');
  let text = '';
  for (let n = 0; n < names.length; n++) {
    const value = values[n];
    if (value !== 'null') text += ',"' + names[n] + '":' + value;
  }
  return text;
}

function objectOf(keys: string, values: string[]): string {
  return '{' + membersOf(keys, values).slice(1) + '}';
}

/** A value as text with at most three decimal places. */
function thousandths(value: string): string {
  const point = value.indexOf('.');
  return point > 0 && value.length - point > 4 ? decimal(round(+value * 1000), 3) : value;
}

/** The members up to `w`, as which an object begins. */
function measurements(values: string[]): string {
  // A meter that does not measure export has none.
  const netW = values[0] === 'null' ? 'null' : '' + (+values[0] - (+values[1] || 0));
  const phases = values[7] === 'null' ? 0 : values[9] === 'null' ? 1 : 3;
  // Three-phase lists have no power per phase, which is 0 in this format. Without any voltage the phases are unknown.
  const power = phases === 3 ? '0' : phases ? netW : 'null';
  let text = membersOf(KEYS, values.slice(0, 4).concat(values.slice(ENERGY_IMPORT).map(thousandths)));
  for (let n = 0; n < 3; n++) {
    text += ',"l' + (n + 1) + '":';
    // Phases that the meter does not have.
    if (phases === 1 && n) text += '{"i":0,"u":0,"p":0}';
    else text += objectOf('i u p', [values[4 + n], values[7 + n], power]);
  }
  return '{' + text.slice(1) + membersOf('w', [netW]);
}

/** The member `ea`, as which the document ends: the peaks and the energy. */
function energyMember(snapshot: Snapshot): string {
  const peaks = snapshot.hourTexts;
  const sums = currentSums(snapshot.account).map(kiloText);
  updateHour(snapshot.account, peaks);
  function sumsOf(at: number): string {
    return objectOf('u p', sums.slice(at, at + 2));
  }
  const list = [peaks.average, '[' + peaks.imports + ']', peaks.step, sumsOf(0), sumsOf(2), sumsOf(4)];
  return ',"ea":' + objectOf('x p t h d m', list) + '}\n';
}

/** The document; only while lists are not stale. */
export function amsleserText(snapshot: Snapshot): string {
  const rssi = snapshot.facts.wifi_rssi_dbm;
  const texts = snapshot.texts;
  if (!texts[DATA_TEXT]) {
    texts[DATA_TEXT] = measurements(snapshot.values());
    texts[DATA_TEXT + 1] = energyMember(snapshot);
  }
  let text = texts[DATA_TEXT] + (rssi === null ? '' : ',"r":' + rssi) + ',"u":' + floor(snapshot.uptimeMs / 1000);
  // `mt` is Kamstrup's number in this format.
  text += ',"hm":' + ((snapshot.ageMs as number) < GOOD_MS ? 1 : 2) + ',"mt":3';
  if (snapshot.utcMs) text += ',"c":' + floor(snapshot.utcMs / 1000);
  return text + texts[DATA_TEXT + 1];
}
