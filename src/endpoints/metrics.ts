/**
 * `/metrics` for Prometheus: text format 0.0.4, base units, related values under one name with labels. Unknown values are
 * left out.
 */

import { ENERGY_IMPORT } from '../reading/fields.js';
import { textOf, visibleMeterId } from '../reading/reading.js';
import { currentSums } from '../status/energy.js';
import { METRICS_TEXT, type Snapshot } from '../status/status.js';
import { decimal } from '../text/decimal.js';
import { quote } from '../text/json.js';
import { floor, round } from '../text/math.js';

/** Content type of the text format 0.0.4. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Metrics with the same labels, with their values from index `at` on; a text that is empty is unknown. */
function groupText(names: string[], labels: string[], values: string[], at: number): string {
  let text = '';
  for (let n = 0; n < names.length; n++) {
    const name = 'han_' + names[n];
    let lines = '';
    for (let i = 0; i < labels.length; i++) {
      const value = values[at++];
      if (value) lines += name + labels[i] + ' ' + value + '\n';
    }
    if (!lines) continue;
    text += '# HELP ' + name + ' ' + name.split('_').join(' ') + '\n# TYPE ' + name;
    text += (name.slice(-6) === '_total' ? ' counter\n' : ' gauge\n') + lines;
  }
  return text;
}

/** A label. Spaces and characters outside printable ASCII become question marks. */
function label(name: string, value: string | null): string {
  return name + '=' + quote((value || '').replace(/[^!-~]/g, '?'));
}

/** The meter as labels. */
function infoText(snapshot: Snapshot): string {
  const reading = snapshot.reading;
  const labels = [
    label('id', visibleMeterId(reading)),
    label('type', textOf(reading.meterType)),
    label('list_version', textOf(reading.listVersion)),
  ];
  return groupText(['meter_info'], ['{' + labels.join() + '}'], [snapshot.ageMs === null ? '' : '1'], 0);
}

/** Measurements, which are unknown unless current, registers and sums, separated by commas; kWh and kvarh become joules. */
function listValues(snapshot: Snapshot): string {
  const values = snapshot.values();
  for (let field = 0; field < values.length; field++) {
    const value = values[field];
    if (value === 'null' || (field < ENERGY_IMPORT && !snapshot.current)) values[field] = '';
    else if (field >= ENERGY_IMPORT) values[field] = '' + round(+value * 1000) * 3600;
  }
  const sums = currentSums(snapshot.account).map(function (wh) {
    return wh < 0 ? '' : '' + wh * 3600;
  });
  return values.concat(sums).join();
}

/** The values of all groups. */
function valuesOf(snapshot: Snapshot): string[] {
  const link = snapshot.link;
  const age = snapshot.ageMs;
  const rssi = snapshot.facts.wifi_rssi_dbm;
  const others = [
    link.frames,
    link.fcs_errors,
    link.hcs_errors,
    link.length_errors,
    link.discarded_bytes + link.overruns,
  ];
  let text =
    snapshot.texts[METRICS_TEXT + 1] + ',' + others.join() + ',' + (age === null ? '' : decimal(round(age), 3));
  text += ',' + (snapshot.current ? 1 : 0) + ',' + floor(snapshot.uptimeMs / 1000) + ',' + (rssi === null ? '' : rssi);
  return text.split(',');
}

/** Names and the labels that they share. `valuesOf` has the values in this order, label by label. */
function groupsOf(): string[] {
  const sides = '{direction="import"} {direction="export"}';
  return [
    'active_power_watts reactive_power_vars',
    sides,
    'current_amperes voltage_volts',
    '{phase="l1"} {phase="l2"} {phase="l3"}',
    'energy_joules_total reactive_energy_var_seconds_total hour_energy_joules day_energy_joules month_energy_joules',
    sides,
    'frames_total',
    '{result="ok"} {result="fcs"} {result="hcs"} {result="length"}',
    'lost_bytes_total last_list_age_seconds up uptime_seconds wifi_rssi_dbm',
    '',
  ];
}

/** All metrics, in pieces: as one text they would take a tenth of the device's memory. */
export function metricsPieces(snapshot: Snapshot): () => string {
  const texts = snapshot.texts;
  if (!texts[METRICS_TEXT + 1]) {
    texts[METRICS_TEXT] = infoText(snapshot);
    texts[METRICS_TEXT + 1] = listValues(snapshot);
  }
  const values = valuesOf(snapshot);
  const groups = groupsOf();
  let text = texts[METRICS_TEXT];
  let group = 0;
  let at = 0;
  return function () {
    let piece = text;
    text = '';
    while (!piece && group < groups.length) {
      const names = groups[group++].split(' ');
      const labels = groups[group++].split(' ');
      piece = groupText(names, labels, values, at);
      at += names.length * labels.length;
    }
    return piece;
  };
}
