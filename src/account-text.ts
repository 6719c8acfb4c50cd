/** What was counted, as text: the members of `/status`, and `/history`. */
import { type Account, NO_POWER, POWER_STEP_S, POWERS } from './account.js';
import { dayOf, dayText, HOUR_S, hourOfDay, hourText, monthOf, zonedText } from './civil.js';
import { decimal } from './decimal.js';
import { type Answer, type Endpoint, JSON_TYPE, type Request, sayPlainly } from './http.js';
import { members, plain, quote } from './json.js';
import { HOUR, LAST } from './ledger.js';
import { EXPORT, IMPORT, type Series } from './series.js';
import type { Settings } from './settings.js';
import { count, leftWh, offer, PEAKS_KEPT, type Peaks, stepOf, sum } from './tariff.js';

const CSV_TYPE = 'text/csv; charset=utf-8';
const NOT_STORED = 'Cache-Control: no-store\r\n';
/** The forecast goes by the mean power of five minutes, and of no lists older than three pushes. */
const FORECAST_POWERS = 30;
const STALE_MS = 30000;

/** Wh as kWh, W as kW; what is below 0 is unknown. */
function kilo(value: number): string {
  return value < 0 ? 'null' : decimal(value, 3);
}

/** Mean of the known ones among the latest powers, in W of import; -1 if there is none. */
function recentPower(account: Account): number {
  let watts = 0;
  let n = 0;
  for (let i = account.newestPower(); i > account.newestPower() - FORECAST_POWERS; i--) {
    const power = account.powers[i % POWERS];
    if (power === NO_POWER) continue;
    watts += Math.max(power, 0);
    n++;
  }
  return n ? watts / n : -1;
}

/** Wh that this hour will have imported if it goes on as in the last minutes; -1 if that cannot be told. */
function forecastWh(account: Account, usedWh: number, ratio: number): number {
  const state = account.ledger.state;
  const utc = account.utc();
  const watts = recentPower(account);
  if (utc === null || usedWh < 0 || watts < 0 || utc - state[LAST] * 1000 > STALE_MS) return -1;
  const leftS = (state[HOUR] + 1) * HOUR_S - state[LAST];
  return usedWh + Math.floor((watts * ratio * leftS) / HOUR_S + 0.5);
}

/** The peaks with the hours that no register has closed yet; none if those that are kept are of another month. */
function peaksNow(account: Account): Peaks {
  const peaks = new Int32Array(account.highest);
  const hour = account.ledger.state[HOUR];
  account.ledger.tell(hour - 1, function (open, wh) {
    offer(peaks, open, wh, account.tariff);
  });
  if (peaks[0] && monthOf(peaks[PEAKS_KEPT]) !== monthOf(hour)) peaks.fill(0);
  return peaks;
}

function peaksArray(peaks: Peaks, n: number): string {
  let text = '';
  for (let i = 0; i < n; i++) {
    const hour = peaks[PEAKS_KEPT + i];
    const parts = ['date', quote(dayText(dayOf(hour))), 'hour', '' + hourOfDay(hour), 'import_kwh', kilo(peaks[i])];
    text += (i ? ',{' : '{') + members(parts) + '}';
  }
  return '[' + text + ']';
}

/** Import and export of the newest of a series as members. */
function sums(account: Account, series: Series, known: boolean): string[] {
  const parts: string[] = [];
  for (let side = IMPORT; side <= EXPORT; side++) {
    const wh = known ? account.ledger.wh(series, series.newest, side) : -1;
    parts.push(side ? 'export_kwh' : 'import_kwh', kilo(wh));
  }
  return parts;
}

/** `hour` to `site` of `/status`, as members of an object. Before the first list nobody knows which hour it is. */
export function accountMembers(account: Account, settings: Settings): string {
  const { ledger, tariff } = account;
  const [hours, days, months] = ledger.series;
  const known = account.utc() !== null;
  const hour = ledger.state[HOUR];
  const usedWh = known ? ledger.wh(hours, hour, IMPORT) : -1;
  const peaks = peaksNow(account);
  const n = count(peaks, tariff);
  const sumWh = sum(peaks, tariff);
  const hourParts = ['start', known ? quote(hourText(hour)) : 'null'].concat(sums(account, hours, known), [
    'forecast_kwh',
    kilo(forecastWh(account, usedWh, settings.ct_ratio as number)),
    'estimated',
    plain(ledger.estimated(hours, hour)),
  ]);
  const steps = tariff.stepsW.map(kilo);
  return members([
    'hour',
    '{' + members(hourParts) + '}',
    'today',
    '{' + members(sums(account, days, known)) + '}',
    'month',
    '{' + members(sums(account, months, known)) + '}',
    'peaks',
    peaksArray(peaks, n),
    'peak_average_kw',
    n ? kilo(Math.floor(sumWh / n + 0.5)) : 'null',
    'capacity_step_kw',
    kilo((n && stepOf(sumWh, n, tariff)) || -1),
    'hour_left_kwh',
    usedWh < 0 ? 'null' : kilo(leftWh(peaks, hour, usedWh, tariff)),
    'site',
    '{' +
      members(['main_fuse_a', plain(settings.main_fuse_a as number), 'grid', quote(settings.grid as string)]) +
      ',"steps_kw":[' +
      steps.join(',') +
      ']}',
  ]);
}

/** The rows of a series, oldest first, from the first that is known. */
function seriesText(account: Account, series: Series, csv: boolean): string {
  const { ledger } = account;
  let text = '';
  for (let i = series.newest - series.size + 1; i <= series.newest; i++) {
    const imported = ledger.wh(series, i, IMPORT);
    const exported = ledger.wh(series, i, EXPORT);
    if (!ledger.state[HOUR] || (!text && imported < 0 && exported < 0 && i < series.newest)) continue;
    const values = [kilo(imported), kilo(exported), plain(ledger.estimated(series, i))];
    if (csv) text += (series.textOf(i) + ',' + values.join(',') + '\n').replace(/null/g, '');
    else {
      const parts = [series.label, quote(series.textOf(i)), 'import_kwh', values[0], 'export_kwh', values[1]];
      text += (text && ',') + '{' + members(parts.concat('estimated', values[2])) + '}';
    }
  }
  return csv ? series.label + ',import_kwh,export_kwh,estimated\n' + text : text;
}

/** Net power of the last hour, by 10 s. */
function powerText(account: Account, ratio: number, csv: boolean): string {
  let text = '';
  const newest = account.newestPower();
  for (let i = newest - POWERS + 1; newest && i <= newest; i++) {
    const power = account.powers[i % POWERS];
    if (!text && power === NO_POWER) continue;
    const watts = power === NO_POWER ? null : Math.floor(power * ratio + 0.5);
    if (csv) text += (watts === null ? '' : watts) + '\n';
    else text += (text && ',') + watts;
  }
  return csv ? 'net_w\n' + text : text;
}

/** `GET /history`. */
export function historyEndpoint(account: Account, settings: Settings): Endpoint {
  const spans = ['hours', 'days', 'months'];
  const ratio = settings.ct_ratio as number;

  function bodyOf(span: string, csv: boolean): string | null {
    const series = account.ledger.series[spans.indexOf(span)];
    if (!series && span !== 'power') return null;
    const rows = series ? seriesText(account, series, csv) : powerText(account, ratio, csv);
    if (csv) return rows;
    const newest = account.newestPower();
    const end = newest ? quote(zonedText(newest * POWER_STEP_S)) : 'null';
    const about = series ? '' : ',"step_s":' + POWER_STEP_S + ',"end":' + end;
    return '{"span":"' + span + '"' + about + ',"rows":[' + rows + ']}\n';
  }

  function respond(request: Request): Answer {
    const csv = (request.headers.accept || '').indexOf('text/csv') >= 0;
    const query = '&' + request.query + '&';
    const at = query.indexOf('&span=') + 6;
    const body = at < 6 ? null : bodyOf(query.substring(at, query.indexOf('&', at)), csv);
    if (body === null) return sayPlainly(400, 'ask for span=hours, days, months or power');
    return { status: 200, type: csv ? CSV_TYPE : JSON_TYPE, body, headers: NOT_STORED };
  }

  return {
    method: 'GET',
    path: '/history',
    about: '?span=hours, days, months or power: what was counted, JSON, or CSV by Accept: text/csv',
    respond,
  };
}
