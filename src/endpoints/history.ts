/** `GET /history`: hours, days, months and power as JSON or CSV. */
import { type Account, NO_POWER, POWER_COUNT, POWER_STEP_S } from '../energy/account.js';
import type { Series } from '../energy/series.js';
import { JSON_TYPE, plainText, type Request, type Response, uncached } from '../http/message.js';
import { quotePlain, sumMembers } from '../status/energy.js';
import { object } from '../text/json.js';
import { round } from '../text/math.js';
import { zonedText } from '../time/civil.js';

const CSV_TYPE = 'text/csv; charset=utf-8';
/** The spans, in the order of the ledger's series; power has no series. */
const SPANS = 'hours days months power';
/** A piece of the response ends with the row that reaches this length. */
const PIECE_CHARS = 700;

/** A row as keys and JSON values; of the powers if there is no series. Indexes whose slot was reused while sending are unknown. */
function rowOf(account: Account, series: Series | undefined, index: number, csv: boolean): string[] {
  if (!series) {
    const power = account.powers[index % POWER_COUNT];
    return ['net_w', power === NO_POWER ? 'null' : '' + round(power * account.ctRatio)];
  }
  const begin = series.startText(index);
  return [series.startKey, csv ? begin : quotePlain(begin)].concat(
    index > series.newest - series.size
      ? sumMembers(account, series, index)
      : ['import_kwh', 'null', 'export_kwh', 'null'],
    ['estimated', '' + account.ledger.isEstimated(series, index)],
  );
}

/** The keys (`from` 0) or values (`from` 1) of a row as a line of CSV; unknown values are empty. */
function line(row: string[], from: number): string {
  let text = '';
  for (let i = from; i < row.length; i += 2) text += (i > 1 ? ',' : '') + (row[i] === 'null' ? '' : row[i]);
  return text + '\n';
}

/**
 * A span, by name and number, as JSON or CSV, oldest row first. It is built in pieces while it is sent: the whole would
 * take a third of the device's memory.
 */
function historyPieces(account: Account, name: string, span: number, csv: boolean): () => string {
  const series = account.ledger.series[span];
  const newest = series ? series.newest : account.powers[POWER_COUNT];
  const end = series
    ? ''
    : ',"step_s":' + POWER_STEP_S + ',"end":' + (newest ? quotePlain(zonedText(newest * 10)) : null);
  let text = csv ? line(rowOf(account, series, newest, csv), 0) : '{"span":"' + name + '"' + end + ',"rows":[';
  let index = newest ? newest - (series ? series.size : POWER_COUNT) + 1 : 1;
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

/** The response to `GET /history?span=hours`, `days`, `months` or `power`: JSON, or CSV if the request accepts `text/csv`. */
export function historyResponse(account: Account, request: Request): Response {
  const spans = SPANS.split(' ');
  const asked = request.query.split('&');
  let span = spans.length - 1;
  while (span >= 0 && asked.indexOf('span=' + spans[span]) < 0) span--;
  const csv = /text\/csv/.test(request.headers.accept || '');
  if (span < 0) return plainText(400, 'span must be one of ' + spans.join(', '));
  return uncached(csv ? CSV_TYPE : JSON_TYPE, '', historyPieces(account, spans[span], span, csv));
}
