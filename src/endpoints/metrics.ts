/**
 * `/metrics` for Prometheus: text format 0.0.4, base units, related values under one name with labels. Unknown values are
 * left out.
 */

import { ENERGY_IMPORT } from '../reading/fields.js';
import type { Snapshot, Value } from '../status/status.js';
import { decimal } from '../text/decimal.js';
import { quote } from '../text/json.js';
import { floor, round } from '../text/math.js';

/** Content type of the text format 0.0.4. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Metrics with the same labels, with their values from index `at` on; kWh become joules. */
function groupText(names: string, labels: string, values: Value[], at: number): string {
  let text = '';
  names.split(' ').forEach(function (word) {
    const name = 'han_' + word;
    let lines = '';
    labels.split(' ').forEach(function (label) {
      const value = values[at++];
      if (value === null) return;
      const milli = round(value * 1000);
      lines += name + (label && '{' + label + '}') + ' ';
      lines += (/joules|var_/.test(name) ? decimal(milli * 3600, 0) : decimal(milli, 3)) + '\n';
    });
    if (!lines) return;
    text += '# HELP ' + name + ' ' + name.replace(/_/g, ' ') + '\n# TYPE ' + name;
    text += (/_total/.test(name) ? ' counter\n' : ' gauge\n') + lines;
  });
  return text;
}

/** The meter as labels. Spaces, which separate labels here, and characters outside printable ASCII become question marks. */
function infoText(snapshot: Snapshot): string {
  const meter = snapshot.meter();
  const labels = ['id', 'type', 'list_version'].map(function (name) {
    return name + '=' + quote((meter[name] || '').replace(/[^!-~]/g, '?'));
  });
  return groupText('meter_info', labels.join(), [snapshot.ageMs === null ? null : 1], 0);
}

/** The values of all groups; measurements only while they are current. */
function valuesOf(snapshot: Snapshot): Value[] {
  const link = snapshot.link;
  const current = snapshot.current;
  const energy = snapshot.energy();
  const values = snapshot.values().map(function (value, field) {
    return current || field >= ENERGY_IMPORT ? value : null;
  });
  [energy.hour, energy.today, energy.month].forEach(function (sums) {
    values.push(sums.import_kwh, sums.export_kwh);
  });
  values.push(link.frames, link.fcs_errors, link.hcs_errors, link.length_errors);
  values.push(
    link.discarded_bytes + link.overruns,
    snapshot.ageMs === null ? null : snapshot.ageMs / 1000,
    current ? 1 : 0,
  );
  values.push(floor(snapshot.uptimeMs / 1000), snapshot.facts.wifi_rssi_dbm);
  return values;
}

/** Names and the labels that they share. `valuesOf` has the values in this order, label by label. */
function groupsOf(): string[][] {
  const sides = 'direction="import" direction="export"';
  return [
    ['active_power_watts reactive_power_vars', sides],
    ['current_amperes voltage_volts', 'phase="l1" phase="l2" phase="l3"'],
    [
      'energy_joules_total reactive_energy_var_seconds_total hour_energy_joules day_energy_joules month_energy_joules',
      sides,
    ],
    ['frames_total', 'result="ok" result="fcs" result="hcs" result="length"'],
    ['lost_bytes_total last_list_age_seconds up uptime_seconds wifi_rssi_dbm', ''],
  ];
}

/** All metrics, in pieces: as one text they would take a tenth of the device's memory. */
export function metricsPieces(snapshot: Snapshot): () => string {
  const values = valuesOf(snapshot);
  const groups = groupsOf();
  let text = infoText(snapshot);
  let group = 0;
  let at = 0;
  return function () {
    let piece = text;
    text = '';
    while (!piece && group < groups.length) {
      const [names, labels] = groups[group++];
      piece = groupText(names, labels, values, at);
      at += names.split(' ').length * labels.split(' ').length;
    }
    return piece;
  };
}
