/** What was counted, as text: the members of `/status`, and rows of import and export. */
import { type Account, NO_POWER, POWERS } from '../energy/account.js';
import { HOUR, LAST } from '../energy/ledger-state.js';
import { EXPORT, IMPORT, type Series } from '../energy/series.js';
import { leftWh, offer, PEAKS_KEPT, type Peaks, stepOf } from '../energy/tariff.js';
import type { Settings } from '../settings/settings.js';
import { decimal } from '../text/decimal.js';
import { members, object } from '../text/json.js';
import { max, round } from '../text/math.js';
import { dayOf, dayText, HOUR_S, hourOfDay, hourText, monthOf } from '../time/civil.js';

/** The forecast goes by the mean power of five minutes, and of no lists that are stale. */
const FORECAST_POWERS = 30;

/** Wh as kWh, W as kW; what is below 0 is unknown. */
function kilo(value: number): string {
  return value < 0 ? 'null' : decimal(value, 3);
}

/** Text that has nothing to escape. */
export function quoted(text: string): string {
  return '"' + text + '"';
}

/** Wh that this hour will have imported if it goes on as in the last minutes; -1 if that cannot be told. */
function forecastWh(account: Account, usedWh: number): number {
  const state = account.ledger.state;
  if (usedWh < 0) return -1;
  let watts = 0;
  let n = 0;
  for (let i = account.powers[POWERS], end = i - FORECAST_POWERS; i > end; i--) {
    const power = account.powers[i % POWERS];
    if (power === NO_POWER) continue;
    watts += max(power, 0);
    n++;
  }
  if (!n || (account.utc() as number) - state[LAST] * 1000 > account.staleMs) return -1;
  const leftS = (state[HOUR] + 1) * HOUR_S - state[LAST];
  return usedWh + round(((watts / n) * account.ratio * leftS) / HOUR_S);
}

/** The peaks with the hours that no register has closed yet; none if those that are kept are of another month. */
function peaksNow(account: Account): Peaks {
  const peaks = new Int32Array(account.highest);
  const hour = account.ledger.state[HOUR];
  account.ledger.tell(hour - 1, function (open, wh) {
    offer(peaks, open, wh, account.tariff);
  });
  if (monthOf(peaks[PEAKS_KEPT]) !== monthOf(hour)) peaks.fill(0);
  return peaks;
}

/** Import and export of an index of a series, as keys and values. */
export function sums(account: Account, series: Series, index: number): string[] {
  const wh = account.ledger.wh;
  return ['import_kwh', kilo(wh(series, index, IMPORT)), 'export_kwh', kilo(wh(series, index, EXPORT))];
}

/** `hour` to `site` of `/status`, as members of an object. Before the first list nobody knows which hour it is. */
export function accountMembers(account: Account, settings: Settings): string {
  const ledger = account.ledger;
  const tariff = account.tariff;
  const hours = ledger.series[0];
  const hour = account.utc() === null ? -1 : ledger.state[HOUR];
  const usedWh = hour < 0 ? -1 : ledger.wh(hours, hour, IMPORT);
  const peaks = peaksNow(account);
  let sumWh = 0;
  let list = '';
  let n = 0;
  for (; n < tariff.places && peaks[n]; n++) {
    const at = peaks[PEAKS_KEPT + n];
    const parts = ['date', quoted(dayText(dayOf(at))), 'hour', '' + hourOfDay(at), 'import_kwh', kilo(peaks[n])];
    list += (n ? ',' : '') + object(parts);
    sumWh += peaks[n];
  }

  function soFar(series: Series): string[] {
    return hour < 0 ? ['import_kwh', 'null', 'export_kwh', 'null'] : sums(account, series, series.newest);
  }

  return members([
    'hour',
    object(
      ['start', hour < 0 ? 'null' : quoted(hourText(hour))].concat(soFar(hours), [
        'forecast_kwh',
        kilo(forecastWh(account, usedWh)),
        'estimated',
        '' + ledger.estimated(hours, hours.newest),
      ]),
    ),
    'today',
    object(soFar(ledger.series[1])),
    'month',
    object(soFar(ledger.series[2])),
    'peaks',
    '[' + list + ']',
    'peak_average_kw',
    n ? kilo(round(sumWh / n)) : 'null',
    'capacity_step_kw',
    kilo((n && stepOf(sumWh, n, tariff)) || -1),
    'hour_left_kwh',
    kilo(usedWh < 0 ? -1 : leftWh(peaks, n, sumWh, hour, usedWh, tariff)),
    'site',
    object([
      'main_fuse_a',
      '' + settings.main_fuse_a,
      'grid',
      quoted(settings.grid as string),
      'peaks',
      '' + tariff.places,
      'steps_kw',
      '[' + tariff.stepsW.map(kilo).join(',') + ']',
    ]),
  ]);
}
