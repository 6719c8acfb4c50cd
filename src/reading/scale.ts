/** What a raw value is worth: unit and digits by quantity, from what the list says, the settings, and what was found. */

import type { Settings } from '../settings/settings.js';
import { decimal } from '../text/decimal.js';
import { floor } from '../text/math.js';
import { CURRENT, ENERGY, quantityOf, REACTIVE_ENERGY, VOLTAGE } from './fields.js';
import type { Reading } from './reading.js';

/** Above this a voltage can only have been sent in 0.01 V, as some Danish and Swedish meters do. */
const HIGHEST_VOLTAGE = 1000;

export interface Scale {
  /** Wh in one unit of the energy registers; 0 while `auto` has not found it: registers are not known then. */
  registerUnitWh: number;
  /** Digits behind the point of a raw current: 2 for 0.01 A, 3 for 0.001 A. */
  currentDigits: number;
  ctRatio: number;
}

/** The scale that the settings ask for. */
export function scaleOf(settings: Settings): Scale {
  return {
    registerUnitWh: settings.energy_unit_wh === 'auto' ? 0 : (settings.energy_unit_wh as number),
    currentDigits: settings.current_unit_a === 0.001 ? 3 : 2,
    ctRatio: settings.ct_ratio as number,
  };
}

/** The value of a field as decimal text in the unit of its key, or `null` where it is not known. */
export function valueText(reading: Reading, field: number, scale: Scale): string {
  const quantity = quantityOf(field);
  const raw = reading.values[field];
  if (!reading.known[field]) return 'null';
  if (quantity === VOLTAGE) return decimal(raw, raw > HIGHEST_VOLTAGE ? 2 : 0);
  // A ratio may be a fraction; a digit finer than the meter's would be invented.
  const value = scale.ctRatio === 1 ? raw : floor(raw * scale.ctRatio + 0.5);
  if (quantity === CURRENT) return decimal(value, reading.currentDigits || scale.currentDigits);
  if (quantity !== ENERGY && quantity !== REACTIVE_ENERGY) return decimal(value, 0);
  const unitWh = reading.registerUnitWh || scale.registerUnitWh;
  return unitWh ? decimal(value, unitWh === 10 ? 2 : unitWh < 1 ? 4 : 3) : 'null';
}
