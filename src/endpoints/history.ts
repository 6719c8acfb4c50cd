/** `GET /history`: hours, days, months and power as JSON or CSV. */
import { type Account, NO_POWER, POWER_COUNT, POWER_STEP_S } from '../energy/account.js';
import { FIRST_OPEN } from '../energy/ledger-state.js';
import { EXPORT, IMPORT, type Series } from '../energy/series.js';
import { JSON_TYPE, plainText, type Request, type Response, uncached } from '../http/message.js';
import { quotePlain } from '../status/energy.js';
import { decimal } from '../text/decimal.js';
import { min, round } from '../text/math.js';
import { zonedText } from '../time/civil.js';

const CSV_TYPE = 'text/csv; charset=utf-8';
/** The spans, in the order of the ledger's series; power has no series. */
const SPANS = 'hours days months power';
/** A piece of the response ends with the row that reaches this length, or with so many powers. */
const PIECE_CHARS = 700;
const PIECE_POWERS = 90;

/** Returns a function that gives the start texts of consecutive indexes; most are made of the one before. */
function createStartTexts(series: Series, span: number): (index: number) => string {
  // Where in the text the number of the hour, day or month is.
  const at = [11, 8, 5][span];
  // Between these numbers, the next start differs in the number only: no day, month or year ends there, and summer time does not
  // begin or end.
  const from = span ? 0 : 2;
  const to = [23, 28, 12][span];
  let text = '';
  let number = 0;
  return function (index) {
    if (number > from && number < to) {
      number++;
      text = text.slice(0, at) + (number < 10 ? '0' : '') + number + text.slice(at + 2);
    } else {
      text = series.startText(index);
      number = +text.slice(at, at + 2);
    }
    return text;
  };
}

/** What surrounds the start, import, export and `estimated` of a row, and what stands between rows. */
function frameOf(key: string, csv: boolean): string[] {
  if (csv) return ['', ',', ',', ',', '\n', ''];
  return ['{"' + key + '":"', '","import_kwh":', ',"export_kwh":', ',"estimated":', '}', ','];
}

/**
 * Hours, days or months, oldest row first, as a function that returns the next piece. They are rendered while they are sent: the
 * whole would take a third of the device's memory.
 */
function seriesPieces(account: Account, name: string, span: number, csv: boolean): () => string {
  const ledger = account.ledger;
  const series = ledger.series[span];
  const size = series.size;
  const newest = series.newest;
  const startOf = createStartTexts(series, span);
  const frame = frameOf(series.startKey, csv);
  let text = csv ? series.startKey + ',import_kwh,export_kwh,estimated\n' : '{"span":"' + name + '","rows":[';
  let index = newest ? newest - size + 1 : 1;
  let rows = 0;

  const wh = series.wh;

  function kilo(some: number): string {
    return some < 0 ? (csv ? '' : 'null') : decimal(some, 3);
  }

  /** Adds rows until the piece is long enough. Indexes whose slot was reused while sending are unknown. */
  function addRows(): void {
    const known = series.newest - size;
    const open = series.indexOfHour(ledger.state[FIRST_OPEN]);
    for (; index <= newest && text.length < PIECE_CHARS; index++) {
      const slot = index % size;
      let importWh = index > known ? wh[IMPORT][slot] : -1;
      let exportWh = index > known ? wh[EXPORT][slot] : -1;
      let estimated = series.estimated[slot] > 0;
      // The sums of the current index grow; the ledger knows which of the open ones are estimated.
      if (index >= open) {
        if (index === series.newest) importWh = ledger.totalWh(series, index, IMPORT);
        if (index === series.newest) exportWh = ledger.totalWh(series, index, EXPORT);
        estimated = ledger.isEstimated(series, index);
      }
      // The oldest rows are left out while they are unknown.
      if (!rows && importWh < 0) continue;
      text += (rows++ ? frame[5] : '') + frame[0] + startOf(index);
      text += frame[1] + kilo(importWh) + frame[2] + kilo(exportWh) + frame[3] + estimated + frame[4];
    }
  }

  return function () {
    addRows();
    if (index === newest + 1) {
      index++;
      text += csv ? '' : ']}\n';
    }
    const piece = text;
    text = '';
    return piece;
  };
}

/** Powers as text, with this separator; `unknown` is that of an unknown one. */
function powersText(powers: Int32Array, ratio: number, separator: string, unknown: string): string {
  // Without current transformers the native functions do all.
  if (ratio === 1)
    return powers
      .join(separator)
      .split('' + NO_POWER)
      .join(unknown);
  let text = '';
  for (let i = 0; i < powers.length; i++) {
    text += (i ? separator : '') + (powers[i] === NO_POWER ? unknown : round(powers[i] * ratio));
  }
  return text;
}

/** The powers, oldest first, as a function that returns the next piece. */
function powerPieces(account: Account, csv: boolean): () => string {
  const powers = account.powers;
  const newest = powers[POWER_COUNT];
  const separator = csv ? '\n' : ',';
  const end = newest ? quotePlain(zonedText(newest * POWER_STEP_S)) : null;
  let text = csv ? 'net_w\n' : '{"span":"power","step_s":' + POWER_STEP_S + ',"end":' + end + ',"rows":[';
  let index = newest ? newest - POWER_COUNT + 1 : 1;
  let separated = true;

  return function () {
    let piece = text;
    text = '';
    // The oldest powers are left out while they are unknown.
    while (separated && index <= newest && powers[index % POWER_COUNT] === NO_POWER) index++;
    if (index <= newest) {
      const slot = index % POWER_COUNT;
      const some = powers.subarray(slot, slot + min(min(PIECE_POWERS, newest - index + 1), POWER_COUNT - slot));
      index += some.length;
      piece += (separated ? '' : separator) + powersText(some, account.ctRatio, separator, csv ? '' : 'null');
      separated = false;
    } else if (index === newest + 1) {
      index++;
      piece += csv ? (separated ? '' : '\n') : ']}\n';
    }
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
  return uncached(
    csv ? CSV_TYPE : JSON_TYPE,
    '',
    spans[span] === 'power' ? powerPieces(account, csv) : seriesPieces(account, spans[span], span, csv),
  );
}
