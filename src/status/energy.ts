/** Energy and peaks as JSON: members of `/status`, and import and export for `/history`. */
import { type Account, NO_POWER, POWER_COUNT } from '../energy/account.js';
import { FIRST_OPEN, HOUR, LAST_S } from '../energy/ledger-state.js';
import { addHour, capacityStepW, PEAKS_KEPT, type Peaks, remainingWh } from '../energy/tariff.js';
import type { Settings } from '../settings/settings.js';
import { decimal } from '../text/decimal.js';
import { max, round } from '../text/math.js';
import { dayOf, dayText, HOUR_S, hourOfDay, hourText, monthOf } from '../time/civil.js';

/** The forecast uses the mean power of the last five minutes. */
const FORECAST_POWERS = 30;

/** What only the end of an hour changes, or registers that settle hours. `updateHour` makes it, on the first request after that. */
export interface HourTexts {
  /** What the rest was made of; empty before the first time. */
  key: string;
  /** The start of the hour, as JSON. */
  begin: string;
  /** The month's peaks: the array, how many count, their sum, and their imports in kWh as a JSON array. */
  peaks: Peaks;
  count: number;
  sumWh: number;
  imports: string;
  /** Their mean and the step, as JSON. */
  average: string;
  step: string;
  /** `peaks` to `capacity_step_kw` of `/status`. */
  members: string;
  /** `hour_left_kwh` of an hour that has imported `fromWh` or more is the rest up to `limitWh`; unknown if that is -1. */
  fromWh: number;
  limitWh: number;
  /** `site` of `/status`, which never changes. */
  site: string;
}

/** Nothing is made yet. */
export function noHourTexts(): HourTexts {
  return { key: '' } as HourTexts;
}

/** Wh as kWh, or W as kW, in JSON; values below 0 are unknown. */
export function kiloText(value: number): string {
  return value < 0 ? 'null' : decimal(value, 3);
}

/** A text without characters to escape as a JSON string. */
export function quotePlain(text: string): string {
  return '"' + text + '"';
}

/** The import of the current hour in Wh if the power of the last minutes lasts; -1 if unknown. */
function forecastWh(account: Account, usedWh: number): number {
  const state = account.ledger.state;
  if (usedWh < 0) return -1;
  let watts = 0;
  let n = FORECAST_POWERS;
  let left = n;
  const powers = account.powers;
  // A copy without the end of the ring, over which the loop is short.
  const latest = new Int32Array(n);
  const end = (powers[POWER_COUNT] % POWER_COUNT) + 1;
  const wrapped = max(n - end, 0);
  latest.set(powers.subarray(end + wrapped - n, end));
  if (wrapped) latest.set(powers.subarray(POWER_COUNT - wrapped, POWER_COUNT), end);
  while (left--) {
    const power = latest[left];
    if (power > 0) watts += power;
    else if (power === NO_POWER) n--;
  }
  if (!n || (account.utc() as number) - state[LAST_S] * 1000 > account.staleMs) return -1;
  const leftS = (state[HOUR] + 1) * HOUR_S - state[LAST_S];
  return usedWh + round(((watts / n) * account.ctRatio * leftS) / HOUR_S);
}

/** The month's peaks, including open hours; empty if the kept peaks are of another month. */
function currentPeaks(account: Account): Peaks {
  const peaks = new Int32Array(account.peakHours);
  const hour = account.ledger.state[HOUR];
  account.ledger.forEachOpenHour(hour - 1, function (open, wh) {
    addHour(peaks, open, wh, account.tariff);
  });
  if (peaks[0] && monthOf(peaks[PEAKS_KEPT]) !== account.ledger.series[2].newest) peaks.fill(0);
  return peaks;
}

/** Import and export in Wh as members of an object; values below 0 are unknown. */
export function sumMembers(importWh: number, exportWh: number): string {
  return '"import_kwh":' + kiloText(importWh) + ',"export_kwh":' + kiloText(exportWh);
}

/** Wh of the current hour, day and month, each import, then export; -1 if unknown, as all are before the first list. */
export function currentSums(account: Account): number[] {
  const ledger = account.ledger;
  const sums: number[] = [];
  const known = account.utc() !== null;
  for (let i = 0; i < 3; i++) {
    const series = ledger.series[i];
    for (let side = 0; side < 2; side++) sums.push(known ? ledger.totalWh(series, series.newest, side) : -1);
  }
  return sums;
}

/** Makes `texts` again if they are of another hour or of other peaks. */
export function updateHour(account: Account, texts: HourTexts): void {
  const state = account.ledger.state;
  const tariff = account.tariff;
  // Open hours change only when they end or are settled.
  const key = state[HOUR] + ' ' + state[FIRST_OPEN] + ' ' + account.peakHours.join();
  if (key === texts.key) return;
  texts.key = key;
  texts.begin = quotePlain(hourText(state[HOUR]));
  texts.peaks = currentPeaks(account);
  texts.imports = '';
  let sumWh = 0;
  let list = '';
  let n = 0;
  for (; n < tariff.peakCount && texts.peaks[n]; n++) {
    const wh = texts.peaks[n];
    const at = texts.peaks[PEAKS_KEPT + n];
    list += (n ? ',' : '') + '{"date":' + quotePlain(dayText(dayOf(at))) + ',"hour":' + hourOfDay(at);
    list += ',"import_kwh":' + kiloText(wh) + '}';
    texts.imports += (n ? ',' : '') + kiloText(wh);
    sumWh += wh;
  }
  texts.count = n;
  texts.sumWh = sumWh;
  texts.fromWh = Infinity;
  texts.average = n ? kiloText(round(sumWh / n)) : 'null';
  texts.step = kiloText((n && capacityStepW(sumWh, n, tariff)) || -1);
  texts.members = '"peaks":[' + list + '],"peak_average_kw":' + texts.average + ',"capacity_step_kw":' + texts.step;
}

/** The Wh that the current hour may still import before the next step; -1 if unknown or above the last step. */
function leftWh(account: Account, texts: HourTexts, usedWh: number): number {
  if (usedWh < 0) return -1;
  const isOver = texts.limitWh >= 0 && usedWh >= texts.limitWh;
  if (usedWh < texts.fromWh || isOver) {
    const hour = account.ledger.state[HOUR];
    const left = remainingWh(texts.peaks, texts.count, texts.sumWh, hour, usedWh, account.tariff);
    texts.fromWh = usedWh;
    texts.limitWh = left < 0 ? -1 : usedWh + left;
  }
  return texts.limitWh < 0 ? -1 : texts.limitWh - usedWh;
}

/** The object `site`, after a comma. */
function siteMember(account: Account, settings: Settings): string {
  const tariff = account.tariff;
  let text = ',"site":{"main_fuse_a":' + settings.main_fuse_a + ',"grid":' + quotePlain(settings.grid as string);
  text += ',"peaks":' + tariff.peakCount + ',"steps_kw":[' + tariff.stepsW.map(kiloText).join(',') + ']}';
  return text;
}

/** `hour` to `site` of `/status`, as members of an object. Before the first list the current hour is unknown. */
export function accountMembers(account: Account, settings: Settings, texts: HourTexts): string {
  const ledger = account.ledger;
  const hours = ledger.series[0];
  const sums = currentSums(account);
  const usedWh = sums[0];
  updateHour(account, texts);
  if (!texts.site) texts.site = siteMember(account, settings);
  let text = '"hour":{"start":' + (account.utc() === null ? 'null' : texts.begin) + ',' + sumMembers(usedWh, sums[1]);
  text += ',"forecast_kwh":' + kiloText(forecastWh(account, usedWh));
  text += ',"estimated":' + ledger.isEstimated(hours, hours.newest);
  text += '},"today":{' + sumMembers(sums[2], sums[3]) + '},"month":{' + sumMembers(sums[4], sums[5]) + '},';
  text += texts.members;
  text += ',"hour_left_kwh":' + kiloText(leftWh(account, texts, usedWh)) + texts.site;
  return text;
}
