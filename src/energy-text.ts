/** What was counted, as text: the members of `/status`, and `/history`. */
import { type Account, NO_POWER, POWER_STEP_S, POWERS } from './account.js';
import { dayOf, dayText, HOUR_S, hourOfDay, hourText, monthOf, zonedText } from './civil.js';
import { decimal } from './decimal.js';
import { type Answer, fresh, JSON_TYPE, type Request, sayPlainly } from './http-message.js';
import { members, object } from './json.js';
import { HOUR, LAST } from './ledger-state.js';
import { max, round } from './math.js';
import type { Endpoint } from './route.js';
import { EXPORT, IMPORT, type Series } from './series.js';
import type { Settings } from './settings.js';
import { leftWh, offer, PEAKS_KEPT, type Peaks, stepOf } from './tariff.js';

const CSV_TYPE = 'text/csv; charset=utf-8';
/** By their series; power has none. */
const SPANS = 'hours days months power';
/** The forecast goes by the mean power of five minutes, and of no lists that are stale. */
const FORECAST_POWERS = 30;
/** A piece of a history ends with the row that makes it so long. */
const PIECE_CHARS = 700;

/** Wh as kWh, W as kW; what is below 0 is unknown. */
function kilo(value: number): string {
  return value < 0 ? 'null' : decimal(value, 3);
}

/** Text that has nothing to escape. */
function quoted(text: string): string {
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
function sums(account: Account, series: Series, index: number): string[] {
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

/** A row as keys and values; of the powers if there is no series. What is gone from the memory by now is unknown. */
function rowOf(account: Account, series: Series | undefined, index: number, csv: boolean): string[] {
  if (!series) {
    const power = account.powers[index % POWERS];
    return ['net_w', power === NO_POWER ? 'null' : '' + round(power * account.ratio)];
  }
  const begin = series.textOf(index);
  return [series.label, csv ? begin : quoted(begin)].concat(
    index > series.newest - series.size ? sums(account, series, index) : ['import_kwh', 'null', 'export_kwh', 'null'],
    ['estimated', '' + account.ledger.estimated(series, index)],
  );
}

/** The keys (`from` 0) or values (1) of a row as a line of CSV; what is unknown is empty. */
function line(row: string[], from: number): string {
  let text = '';
  for (let i = from; i < row.length; i += 2) text += (i > 1 ? ',' : '') + (row[i] === 'null' ? '' : row[i]);
  return text + '\n';
}

/**
 * The span of that name and number as JSON or CSV, oldest row first, in pieces that are made when they are asked for: all of
 * it would be a third of the device's memory.
 */
function historyPieces(account: Account, name: string, span: number, csv: boolean): () => string {
  const series = account.ledger.series[span];
  const newest = series ? series.newest : account.powers[POWERS];
  const end = series ? '' : ',"step_s":' + POWER_STEP_S + ',"end":' + (newest ? quoted(zonedText(newest * 10)) : null);
  let text = csv ? line(rowOf(account, series, newest, csv), 0) : '{"span":"' + name + '"' + end + ',"rows":[';
  let index = newest ? newest - (series ? series.size : POWERS) + 1 : 1;
  let rows = 0;

  return function () {
    for (; index <= newest && text.length < PIECE_CHARS; index++) {
      const row = rowOf(account, series, index, csv);
      if (!rows && row[series ? 3 : 1] === 'null') continue;
      text += csv ? line(row, 1) : (rows ? ',' : '') + (series ? object(row) : row[1]);
      rows++;
    }
    if (index === newest + 1) {
      index++;
      text += csv ? '' : ']}\n';
    }
    const piece = text;
    text = '';
    return piece;
  };
}

/** `GET /history`. */
export function historyEndpoint(account: Account): Endpoint {
  function respond(request: Request): Answer {
    const spans = SPANS.split(' ');
    const asked = request.query.split('&');
    let span = spans.length - 1;
    while (span >= 0 && asked.indexOf('span=' + spans[span]) < 0) span--;
    const csv = /text\/csv/.test(request.headers.accept || '');
    if (span < 0) return sayPlainly(400, 'span is one of ' + spans.join(', '));
    return fresh(csv ? CSV_TYPE : JSON_TYPE, '', historyPieces(account, spans[span], span, csv));
  }

  return { path: '/history', respond };
}
