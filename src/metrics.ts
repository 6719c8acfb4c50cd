/**
 * `/metrics` for Prometheus: text format 0.0.4, base units, what belongs together under one name with a label. What is
 * not known is left out.
 */
import { decimal } from './decimal.js';
import { ENERGY_IMPORT, fieldKeys } from './fields.js';
import { quote } from './json.js';
import { round } from './math.js';
import type { Status, Value } from './status.js';

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** All metrics, from what `/status` tells; values of now only if they are `fresh`. */
export function metricsText(status: Status, fresh: boolean): string {
  const sides = 'direction="import" direction="export"';
  const link = status.link;
  const values = fieldKeys().map(function (key) {
    return status[key] as Value;
  });
  let text = '';

  /** Metrics that have the same labels, with all their values in turn; kWh become joules. */
  function add(names: string, labels: string, list: Value[]): void {
    let at = 0;
    names.split(' ').forEach(function (word) {
      const name = 'han_' + word;
      let lines = '';
      labels.split(' ').forEach(function (label) {
        const value = list[at++];
        if (value === null) return;
        const milli = round(value * 1000);
        lines += name + (label && '{' + label + '}') + ' ';
        lines += (/joules|var_/.test(name) ? decimal(milli * 3600, 0) : decimal(milli, 3)) + '\n';
      });
      if (!lines) return;
      text += '# HELP ' + name + ' ' + name.replace(/_/g, ' ') + '\n# TYPE ' + name;
      text += (/_total/.test(name) ? ' counter\n' : ' gauge\n') + lines;
    });
  }

  /** What is not printable ASCII becomes a question mark, since the format escapes less than JSON; a blank parts labels. */
  function infoOf(name: string): string {
    return name + '=' + quote((status.meter[name] || '').replace(/[^!-~]/g, '?'));
  }

  [status.hour, status.today, status.month].forEach(function (sums) {
    values.push(sums.import_kwh, sums.export_kwh);
  });
  add('meter_info', ['id', 'type', 'list_version'].map(infoOf).join(), [status.age_s === null ? null : 1]);
  if (fresh) {
    add('active_power_watts reactive_power_vars', sides, values);
    add('current_amperes voltage_volts', 'phase="l1" phase="l2" phase="l3"', values.slice(4));
  }
  add(
    'energy_joules_total reactive_energy_var_seconds_total hour_energy_joules day_energy_joules month_energy_joules',
    sides,
    values.slice(ENERGY_IMPORT),
  );
  add('frames_total', 'result="ok" result="fcs" result="hcs" result="length"', [
    link.frames,
    link.fcs_errors,
    link.hcs_errors,
    link.length_errors,
  ]);
  add('lost_bytes_total last_list_age_seconds up uptime_seconds wifi_rssi_dbm', '', [
    link.discarded_bytes + link.overruns,
    status.age_s,
    fresh ? 1 : 0,
    status.device.uptime_s,
    status.device.wifi_rssi_dbm,
  ]);
  return text;
}
