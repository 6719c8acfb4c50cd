/** What was counted, as text: the members of `/status`, and rows of import and export. */
import { type Account, NO_POWER, POWER_COUNT } from '../energy/account.js';
import { HOUR, LAST_S } from '../energy/ledger-state.js';
import { EXPORT, IMPORT, type Series } from '../energy/series.js';
import { addHour, capacityStepW, PEAKS_KEPT, type Peaks, remainingWh } from '../energy/tariff.js';
import type { Settings } from '../settings/settings.js';
import { decimal } from '../text/decimal.js';
import { members, object } from '../text/json.js';
import { max, round } from '../text/math.js';
import { dayOf, dayText, HOUR_S, hourOfDay, hourText, monthOf } from '../time/civil.js';

/** The forecast goes by the mean power of five minutes, and of no lists that are stale. */
const FORECAST_POWERS = 30;

/** Wh as kWh, W as kW; what is below 0 is unknown. */
function kiloText(value: number): string {
  return value < 0 ? 'null' : decimal(value, 3);
}

/** Text that has nothing to escape. */
export function quotePlain(text: string): string {
  return '"' + text + '"';
}

/** Wh that this hour will have imported if it goes on as in the last minutes; -1 if that cannot be told. */
function forecastWh(account: Account, usedWh: number): number {
  const state = account.ledger.state;
  if (usedWh < 0) return -1;
  let watts = 0;
  let n = 0;
  for (let i = account.powers[POWER_COUNT], end = i - FORECAST_POWERS; i > end; i--) {
    const power = account.powers[i % POWER_COUNT];
    if (power === NO_POWER) continue;
    watts += max(power, 0);
    n++;
  }
  if (!n || (account.utc() as number) - state[LAST_S] * 1000 > account.staleMs) return -1;
  const leftS = (state[HOUR] + 1) * HOUR_S - state[LAST_S];
  return usedWh + round(((watts / n) * account.ctRatio * leftS) / HOUR_S);
}

/** The peaks with the hours that no register has closed yet; none if those that are kept are of another month. */
function currentPeaks(account: Account): Peaks {
  const peaks = new Int32Array(account.peaks);
  const hour = account.ledger.state[HOUR];
  account.ledger.forEachOpenHour(hour - 1, function (open, wh) {
    addHour(peaks, open, wh, account.tariff);
  });
  if (monthOf(peaks[PEAKS_KEPT]) !== monthOf(hour)) peaks.fill(0);
  return peaks;
}

/** Import and export of an index of a series, as keys and values. */
export function sumMembers(account: Account, series: Series, index: number): string[] {
  const wh = account.ledger.totalWh;
  return ['import_kwh', kiloText(wh(series, index, IMPORT)), 'export_kwh', kiloText(wh(series, index, EXPORT))];
}

/** `hour` to `site` of `/status`, as members of an object. Before the first list nobody knows which hour it is. */
export function accountMembers(account: Account, settings: Settings): string {
  const ledger = account.ledger;
  const tariff = account.tariff;
  const hours = ledger.series[0];
  const hour = account.utc() === null ? -1 : ledger.state[HOUR];
  const usedWh = hour < 0 ? -1 : ledger.totalWh(hours, hour, IMPORT);
  const peaks = currentPeaks(account);
  let sumWh = 0;
  let list = '';
  let n = 0;
  for (; n < tariff.peakCount && peaks[n]; n++) {
    const at = peaks[PEAKS_KEPT + n];
    const parts = [
      'date',
      quotePlain(dayText(dayOf(at))),
      'hour',
      '' + hourOfDay(at),
      'import_kwh',
      kiloText(peaks[n]),
    ];
    list += (n ? ',' : '') + object(parts);
    sumWh += peaks[n];
  }

  function soFar(series: Series): string[] {
    return hour < 0 ? ['import_kwh', 'null', 'export_kwh', 'null'] : sumMembers(account, series, series.newest);
  }

  return members([
    'hour',
    object(
      ['start', hour < 0 ? 'null' : quotePlain(hourText(hour))].concat(soFar(hours), [
        'forecast_kwh',
        kiloText(forecastWh(account, usedWh)),
        'estimated',
        '' + ledger.isEstimated(hours, hours.newest),
      ]),
    ),
    'today',
    object(soFar(ledger.series[1])),
    'month',
    object(soFar(ledger.series[2])),
    'peaks',
    '[' + list + ']',
    'peak_average_kw',
    n ? kiloText(round(sumWh / n)) : 'null',
    'capacity_step_kw',
    kiloText((n && capacityStepW(sumWh, n, tariff)) || -1),
    'hour_left_kwh',
    kiloText(usedWh < 0 ? -1 : remainingWh(peaks, n, sumWh, hour, usedWh, tariff)),
    'site',
    object([
      'main_fuse_a',
      '' + settings.main_fuse_a,
      'grid',
      quotePlain(settings.grid as string),
      'peaks',
      '' + tariff.peakCount,
      'steps_kw',
      '[' + tariff.stepsW.map(kiloText).join(',') + ']',
    ]),
  ]);
}
