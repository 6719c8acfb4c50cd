/**
 * `/data.json` in the format of amsleser.no's readers, for evcc's template `amsleser`. All values in it are numbers: what
 * is not known is left out, since a 0 would be taken for a value.
 */

import { ENERGY_IMPORT } from '../reading/fields.js';
import type { Snapshot, Sums, Value } from '../status/status.js';
import { decimal } from '../text/decimal.js';
import { floor, round } from '../text/math.js';

/** The format's number for Kamstrup. */
const MAKER = 3;
/** A list younger than this is `hm` 1, good; otherwise 2. Stale ones, 3, are not told at all. */
const GOOD_MS = 15000;

/** The document, while lists come. */
export function amsleserText(snapshot: Snapshot): string {
  const values: (Value | string)[] = snapshot.values();
  const energy = snapshot.energy();
  const importW = values[0] as Value;
  // A meter that does not count export has none.
  const netW = importW === null ? null : importW - ((values[1] as number) || 0);
  const phases = values[7] === null ? 0 : values[9] === null ? 1 : 3;

  function textOf(value: number): string {
    return decimal(round(value * 1000), 3);
  }

  /** An object with these keys; a value that is text is JSON already. */
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
    // A phase that the meter does not have carries nothing.
    if (phases === 1 && n) return objectOf('i u p', [0, 0, 0]);
    // The lists do not tell the power of each of three: the format's 0. Of a meter that tells no phase nothing is said.
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
