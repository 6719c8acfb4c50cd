/** The service: bytes from the meter in, HTTP responses out. It connects all rooms, and owns reading and counters. */

import { type Board, type Socket, TICK_MS } from './board.js';
import { createLinkCounters, type LinkCounters, restoreCounters, saveCounters } from './bytes/link-counters.js';
import { exportResponse } from './endpoints/exports.js';
import { historyResponse } from './endpoints/history.js';
import { createPageHandler } from './endpoints/page.js';
import { createAccount, STALE_MS } from './energy/account.js';
import { HOLD_S } from './energy/ledger.js';
import { LAST_S } from './energy/ledger-state.js';
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
import { floor, max } from './text/math.js';

/** Version of the program. */
export const VERSION = '1.0.0';
/** The response if the board lacks an optional part. */
export const MISSING_PART = 'a file of the firmware is missing; faults in /status names it';

/**
 * So many ticks in a row without bytes are a pause of at least 750 ms: an incomplete frame is abandoned. The driver of the ESP32
 * hands over 120 bytes at once, which take 500 ms.
 */
const QUIET_TICKS = 3;
/** The time that a poll may take. */
const POLL_MS = 10000;
/** At most so many kinds of unknown lists are logged. */
const MAX_UNKNOWN_LISTS = 8;
/** The counters are saved hourly, since flash wears. */
const SAVE_TICKS = 3600000 / TICK_MS;

/** The running service. */
export interface Service {
  readonly reading: Reading;
  readonly link: LinkCounters;
  /** Serves a TCP connection by HTTP. */
  accept(socket: Socket): void;
  /** To be called every `TICK_MS`. */
  tick(): void;
  /** True after 30 s without a good list, or three failed polls of an optical eye. */
  stale(): boolean;
  /** Saves what a restart would lose; to be called before the board stops. */
  save(): void;
  /** The endpoints; the first one that matches a request responds. The board may add its own. */
  readonly endpoints: Endpoint[];
}

/** Creates the service and opens the board's line to the meter. `onList` is called after each list that was read. */
export function createService(board: Board, settings: Settings, onList: () => void): Service {
  const link = createLinkCounters();
  const reading = createReading();
  reading.hideMeterId = settings.hide_meter_id as boolean;
  const scale = scaleOf(settings);
  const account = createAccount(board, settings, reading, scale);
  const setUnit = scale.registerUnitWh ? null : createUnitSetter(board, reading, scale);
  const unknownLists: string[] = [];
  const started = board.now();
  // When the latest list was read, on the board's clock; the start before the first.
  let lastList = started;
  let frameBytes = 0;
  let quietTicks = 0;
  let bytesSeen = 0;
  let driverOverruns = 0;
  let ticksToSave = SAVE_TICKS;
  // The civil day of the latest list, and the bad frames before that day.
  let today = -1;
  let badBeforeToday = 0;
  // What `listTexts` has made, and of which list.
  let texts: string[] = [];
  let textsKey = 0;

  function logUnknownList(name: string): void {
    if (unknownLists.indexOf(name) >= 0 || unknownLists.length >= MAX_UNKNOWN_LISTS) return;
    unknownLists.push(name);
    board.log('meter: ' + name + ' cannot be read; GET /frame shows it');
  }

  function badFrames(): number {
    return link.hcs_errors + link.fcs_errors + link.length_errors;
  }

  /** With the first list of a day, `bad_frames_today` restarts. */
  function startDay(): void {
    const day = account.ledger.series[1].newest;
    if (day === today) return;
    if (today >= 0) badBeforeToday = badFrames();
    today = day;
  }

  /** To be called when the reading has new values; `registers` if energy registers are among them. */
  function onValues(registers: boolean): void {
    lastList = board.now();
    texts = [];
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
      // The version may actually be the meter id, if the list has no version.
      logUnknownList(reading.hideMeterId ? name.replace(/[0-9]/g, '#') : name);
      return;
    }
    link.lists++;
    if (setUnit) setUnit(listReader.hourly());
    onValues(listReader.hourly());
  }

  // Either of the two: the HAN port pushes, the optical eye is polled.
  const poller = (
    settings.meter === 'han' || !board.loadPart('eye.js')
      ? null
      : createPoller(board, settings, reading, link, function (bytes, moved) {
          frameBytes = bytes;
          // Stale after three missed polls.
          account.staleMs = max(STALE_MS, poller.periodMs() * 3 + POLL_MS);
          account.ledger.holdS = max(HOLD_S, account.staleMs / 1000);
          // A register that has not changed yet is less exact than the powers since it last changed.
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

  /** ms UTC from the board, or else from the lists; null if neither knows it. */
  function utc(): number | null {
    const own = account.boardUtc();
    return own === null ? account.utc() : own;
  }

  function valueTexts(from: number, to: number): string[] {
    const texts: string[] = [];
    for (let field = from; field < to; field++) texts.push(valueText(reading, field, scale));
    return texts;
  }

  const push =
    hasPushTarget(settings) && board.loadPart('push.js')
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
    const lostBytes = board.uart.lostBytes();
    link.overruns += lostBytes - driverOverruns;
    driverOverruns = lostBytes;
  }

  /**
   * The members of `/status` that only a list changes: meter, measurements, and the account. They are rendered once per list at
   * most, and only if a request needs them.
   */
  function listTexts(): string[] {
    const key = account.ledger.state[LAST_S] + (stale() ? 0.5 : 0);
    if (texts.length && key === textsKey) return texts;
    textsKey = key;
    texts = [meterMembers(reading), measurementMembers(reading, scale), accountMembers(account, settings)];
    return texts;
  }

  /** The body of `/status`. It is extended in place: joining large texts would take their memory twice. */
  function statusText(): string {
    const parts = listTexts();
    countOverruns();
    let text = '{' + parts[0] + ',';
    text += members(['age_s', secondsText(ageMs()), 'stale', '' + stale()]) + ',';
    text += parts[1] + ',';
    text += parts[2];
    if (poller) text += ',"registers":' + poller.registers();
    text += ',"push":' + (push ? push.text() : null) + ',"link":';
    text += linkObject(link, badFrames() - badBeforeToday, silentSince(), board.uart.fault()) + ',"device":';
    text += deviceObject(board.facts(), VERSION, board.name, board.now() - started, clockSource());
    text += '}\n';
    return text;
  }

  /** 503 with the reason before the first list and while the latest one is stale; otherwise null. */
  function silence(): Response | null {
    const age = ageMs();
    const fault = board.uart.fault();
    if (age !== null && !stale()) return null;
    const words = age === null ? 'no list yet' : 'no list for ' + floor(age / 1000) + ' s';
    return plainText(503, words + (fault ? ': ' + fault : ''));
  }

  function getFrame(): Response {
    if (reading.hideMeterId) return plainText(403, 'not available: hide_meter_id is on');
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
    const silent = silence();
    if (!board.loadPart('export.js')) return plainText(503, MISSING_PART);
    if (request.path === '/history') return historyResponse(account, request);
    if (silent && request.path !== '/metrics') return silent;
    countOverruns();
    return exportResponse(request.path, {
      ageMs: ageMs(),
      current: !silent,
      utcMs: utc(),
      uptimeMs: board.now() - started,
      link,
      facts: board.facts(),
      meter() {
        return JSON.parse('{' + listTexts()[0] + '}').meter;
      },
      values() {
        return JSON.parse('[' + valueTexts(0, FIELD_COUNT).join() + ']');
      },
      energy() {
        return JSON.parse('{' + listTexts()[2] + '}');
      },
    });
  }

  const endpoints: Endpoint[] = [
    { path: '/', respond: createPageHandler(board.storage, getIndex) },
    { path: '/help', respond: getIndex },
    { path: '/status', respond: () => uncached(JSON_TYPE, statusText()) },
    { path: '/frame', respond: getFrame },
    {
      path: '/history' + (settings.data_json ? ' /data.json' : '') + (settings.metrics ? ' /metrics' : ''),
      respond: getExport,
    },
    { path: '/healthz', respond: () => silence() || uncached(TEXT_TYPE, 'ok\n') },
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
