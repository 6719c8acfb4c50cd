/**
 * `/data.json` in the format of amsleser.no's readers, for evcc's template `amsleser`. Unknown values are left out, since
 * all values are numbers and a 0 would count as one.
 */

import { ENERGY_IMPORT } from '../reading/fields.js';
import type { Snapshot, Sums, Value } from '../status/status.js';
import { decimal } from '../text/decimal.js';
import { floor, round } from '../text/math.js';

/** The manufacturer number of Kamstrup in this format. */
const MAKER = 3;
/** `hm` is 1 for a list younger than this, otherwise 2. There is no document for stale lists, 3. */
const GOOD_MS = 15000;

/** The document; only while lists are not stale. */
export function amsleserText(snapshot: Snapshot): string {
  const values: (Value | string)[] = snapshot.values();
  const energy = snapshot.energy();
  const importW = values[0] as Value;
  // A meter that does not measure export has none.
  const netW = importW === null ? null : importW - ((values[1] as number) || 0);
  const phases = values[7] === null ? 0 : values[9] === null ? 1 : 3;

  function textOf(value: number): string {
    return decimal(round(value * 1000), 3);
  }

  /** An object with these keys, separated by spaces; a value that is text is JSON already. */
  function objectOf(keys: string, list: (Value | string)[]): string {
    let text = '';
    keys.split(' ').forEach(function (key, n) {
      const value = list[n];
      if (value !== null) text += ',"' + key + '":' + (typeof value === 'string' ? value : textOf(value));
    });
    return '{' + text.slice(1) + '}';
  }

  function sumsOf(sums: Sums): string {
    return objectOf('u p', [sums.import_kwh, sums.export_kwh]);
  }

  function phaseOf(n: number): string {
    // Phases that the meter does not have.
    if (phases === 1 && n) return objectOf('i u p', [0, 0, 0]);
    // Three-phase lists have no power per phase, which is 0 in this format. Without any voltage the phases are unknown.
    const power = phases === 3 ? 0 : phases ? netW : null;
    return objectOf('i u p', [values[4 + n], values[7 + n], power]);
  }

  const peaks = energy.peaks.map(function (peak) {
    return textOf(peak.import_kwh);
  });
  const sums = objectOf('x p t h d m', [
    energy.peak_average_kw,
    '[' + peaks.join() + ']',
    energy.capacity_step_kw,
    sumsOf(energy.hour),
    sumsOf(energy.today),
    sumsOf(energy.month),
  ]);
  const others = [
    phaseOf(0),
    phaseOf(1),
    phaseOf(2),
    netW,
    snapshot.facts.wifi_rssi_dbm,
    floor(snapshot.uptimeMs / 1000),
    (snapshot.ageMs as number) < GOOD_MS ? 1 : 2,
    MAKER,
    snapshot.utcMs && floor(snapshot.utcMs / 1000),
    sums,
  ];
  const fields = values.slice(0, 4).concat(values.slice(ENERGY_IMPORT), others);
  return objectOf('i e ri re ic ec ric rec l1 l2 l3 w r u hm mt c ea', fields) + '\n';
}
