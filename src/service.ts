/** The service: bytes from the meter in, answers out. It owns the reading, the counters and the clock of the lists. */

import { type Board, type Socket, TICK_MS } from './board.js';
import { createLinkCounters, type LinkCounters, restoreCounters, saveCounters } from './bytes/link-counters.js';
import { exportResponse } from './endpoints/exports.js';
import { historyEndpoint } from './endpoints/history.js';
import { createPageHandler } from './endpoints/page.js';
import { createAccount, STALE_MS } from './energy/account.js';
import { HOLD_S } from './energy/ledger.js';
import { createUnitSetter } from './energy/unit.js';
import { createPoller, type Poller } from './eye/poller.js';
import { createHdlcReader, type HdlcReader } from './han/hdlc.js';
import { createListReader, type ListReader } from './han/list.js';
import { describeUnknownList } from './han/unknown-list.js';
import { JSON_TYPE, plainText, type Request, type Response, TEXT_TYPE, uncached } from './http/message.js';
import type { Endpoint } from './http/route.js';
import { createHttpServer } from './http/server.js';
import { createPush } from './push/push.js';
import { FIELD_COUNT } from './reading/fields.js';
import { createReading, type Reading } from './reading/reading.js';
import { scaleOf, valueText } from './reading/scale.js';
import { hasPushTarget, type Settings } from './settings/settings.js';
import { accountMembers } from './status/energy.js';
import { deviceObject, linkObject, measurementMembers, meterMembers, secondsText } from './status/status.js';
import { hexByte } from './text/hex.js';
import { members } from './text/json.js';
import { max } from './text/math.js';

export const VERSION = '1.0.0';

/** This many quiet ticks in a row are a pause of at least 500 ms: the frame that was under way is dead. */
const QUIET_TICKS = 2;
/** What a poll may take. */
const POLL_MS = 10000;
/** More kinds of unknown lists than this are not named. */
const MAX_UNKNOWN_LISTS = 8;
/** Flash wears: the counters are kept once an hour. */
const SAVE_TICKS = 3600000 / TICK_MS;

export interface Service {
  readonly reading: Reading;
  readonly link: LinkCounters;
  /** Serves a TCP connection by HTTP. */
  accept(socket: Socket): void;
  /** The board calls it every `TICK_MS`. */
  tick(): void;
  /** True while no good list came for 30 s, or three polls of an optical eye were missed. */
  stale(): boolean;
  /** Keeps what a restart would lose; the board calls it before it stops. */
  save(): void;
  /** What is answered by HTTP, first come first served; the board may add its own. */
  readonly endpoints: Endpoint[];
}

/** Makes the service and opens the board's line to the meter. `onList` is called after each list that gave values. */
export function createService(board: Board, settings: Settings, onList: () => void): Service {
  const link = createLinkCounters();
  const reading = createReading();
  reading.hideMeterId = settings.hide_meter_id as boolean;
  const scale = scaleOf(settings);
  const account = createAccount(board, settings, reading, scale);
  const setUnit = scale.registerUnitWh ? null : createUnitSetter(board, reading, scale);
  const unknownLists: string[] = [];
  const started = board.now();
  // When the latest list was complete, on the board's clock; before the first, the start.
  let lastList = started;
  let frameBytes = 0;
  let quietTicks = 0;
  let bytesSeen = 0;
  let driverOverruns = 0;
  let ticksToSave = SAVE_TICKS;
  // The civil day of the latest list, and the bad frames before it.
  let today = -1;
  let badBeforeToday = 0;

  function logUnknownList(name: string): void {
    if (unknownLists.indexOf(name) >= 0 || unknownLists.length >= MAX_UNKNOWN_LISTS) return;
    unknownLists.push(name);
    board.log('meter: ' + name + ' cannot be read; GET /frame shows it');
  }

  function badFrames(): number {
    return link.hcs_errors + link.fcs_errors + link.length_errors;
  }

  /** Bad frames count anew with the first list of a day. */
  function startDay(): void {
    const day = account.ledger.series[1].newest;
    if (day === today) return;
    if (today >= 0) badBeforeToday = badFrames();
    today = day;
  }

  /** The reading has new values; `registers` if energy registers are among them. */
  function onValues(registers: boolean): void {
    lastList = board.now();
    account.take(registers);
    startDay();
    if (push) push.take(registers);
    onList();
  }

  function onFrame(total: number, information: number): void {
    frameBytes = total;
    if (!listReader.read(total, information)) {
      link.unknown_lists++;
      const name = describeUnknownList(frameReader.frame, total, information);
      // The word that is taken for a version may be the meter id of a list without one.
      logUnknownList(reading.hideMeterId ? name.replace(/[0-9]/g, '#') : name);
      return;
    }
    link.lists++;
    if (setUnit) setUnit(listReader.hourly());
    onValues(listReader.hourly());
  }

  // One of the two: the HAN port sends by itself, the optical eye is asked.
  const poller = (
    settings.meter === 'han'
      ? null
      : createPoller(board, settings, reading, link, function (bytes, moved) {
          frameBytes = bytes;
          // Three polls missed.
          account.staleMs = max(STALE_MS, poller.periodMs() * 3 + POLL_MS);
          account.ledger.holdS = max(HOLD_S, account.staleMs / 1000);
          // A register that stands still tells less than the powers since it has moved.
          onValues(moved);
        })
  ) as Poller;
  const frameReader = (poller || createHdlcReader(link, onFrame)) as unknown as HdlcReader;
  const listReader = (poller ? null : createListReader(frameReader.frame, reading)) as ListReader;

  function stale(): boolean {
    return board.now() - lastList > account.staleMs;
  }

  function ageMs(): number | null {
    return reading.protocol ? board.now() - lastList : null;
  }

  /** UTC by the board, or else by the meter's latest list; null if neither knows it. */
  function utc(): number | null {
    const own = account.boardUtc();
    return own === null ? account.utc() : own;
  }

  function valueTexts(from: number, to: number): string[] {
    const texts: string[] = [];
    for (let field = from; field < to; field++) texts.push(valueText(reading, field, scale));
    return texts;
  }

  const push = hasPushTarget(settings)
    ? createPush({ board, settings, reading, version: VERSION, utc, values: valueTexts })
    : null;

  function silentSince(): number | null {
    const now = utc();
    return stale() && now !== null ? now - (board.now() - lastList) : null;
  }

  function clockSource(): string {
    if (account.boardUtc() !== null) return 'ntp';
    return utc() === null ? 'none' : 'meter';
  }

  function countOverruns(): void {
    const overruns = board.uart.overruns();
    link.overruns += overruns - driverOverruns;
    driverOverruns = overruns;
  }

  /** `/status`. It grows in place: each text that is put together of others takes their memory once more. */
  function statusText(): string {
    countOverruns();
    let text = '{' + meterMembers(reading) + ',';
    text += members(['age_s', secondsText(ageMs()), 'stale', '' + stale()]) + ',';
    text += measurementMembers(reading, scale) + ',';
    text += accountMembers(account, settings);
    if (poller) text += ',"registers":' + poller.registers();
    text += ',"push":' + (push ? push.text() : null) + ',"link":';
    text += linkObject(link, badFrames() - badBeforeToday, silentSince(), board.uart.fault()) + ',"device":';
    text += deviceObject(board.facts(), VERSION, board.name, board.now() - started, clockSource());
    text += '}\n';
    return text;
  }

  function getFrame(): Response {
    if (reading.hideMeterId) return plainText(403, 'hide_meter_id is on');
    let body = '';
    for (let i = 0; i < frameBytes; i++) {
      body += hexByte(frameReader.frame[i]);
      body += i === frameBytes - 1 ? '\n' : i % 16 === 15 ? '\n' : ' ';
    }
    return uncached(TEXT_TYPE, body);
  }

  function getIndex(): Response {
    let body = 'kamstrup-han ' + VERSION + '\n\n';
    endpoints.forEach(function (endpoint) {
      endpoint.path.split(' ').forEach(function (path) {
        body += (endpoint.method || 'GET') + ' ' + path + '\n';
      });
    });
    return uncached(TEXT_TYPE, body);
  }

  function getExport(request: Request): Response {
    countOverruns();
    return exportResponse(request.path, {
      ageMs: ageMs(),
      stale: stale(),
      fault: board.uart.fault(),
      utcMs: utc(),
      uptimeMs: board.now() - started,
      link,
      facts: board.facts(),
      meter() {
        return JSON.parse('{' + meterMembers(reading) + '}').meter;
      },
      values() {
        return JSON.parse('[' + valueTexts(0, FIELD_COUNT).join() + ']');
      },
      energy() {
        return JSON.parse('{' + accountMembers(account, settings) + '}');
      },
    });
  }

  const endpoints: Endpoint[] = [
    { path: '/', respond: createPageHandler(board.storage, getIndex) },
    { path: '/help', respond: getIndex },
    { path: '/status', respond: () => uncached(JSON_TYPE, statusText()) },
    { path: '/frame', respond: getFrame },
    historyEndpoint(account),
    {
      path: '/healthz' + (settings.data_json ? ' /data.json' : '') + (settings.metrics ? ' /metrics' : ''),
      respond: getExport,
    },
  ];
  const hosts = (board.facts().name + ',' + settings.allowed_hosts).toLowerCase().replace(/ /g, '');
  const http = createHttpServer(endpoints, board, hosts);

  function save(): void {
    saveCounters(board.storage, link);
    account.save();
  }

  function tick(): void {
    http.tick();
    if (--ticksToSave === 0) {
      ticksToSave = SAVE_TICKS;
      saveCounters(board.storage, link);
    }
    account.tick();
    if (push) push.tick();
    if (poller) poller.tick();
    else if (link.bytes !== bytesSeen) {
      bytesSeen = link.bytes;
      quietTicks = 0;
    } else if (frameReader.pending() && ++quietTicks === QUIET_TICKS) frameReader.flush();
  }

  restoreCounters(board.storage, link);
  badBeforeToday = badFrames();
  bytesSeen = link.bytes;
  board.uart.open(frameReader.receive);
  return { reading, link, accept: http.accept, tick, stale, save, endpoints };
}
