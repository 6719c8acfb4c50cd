/** The firmware: what runs on an ESP32 from `.bootcde`. */

import { type Board, type Socket, TICK_MS } from '../../src/board.js';
import { configurationEndpoints, configurationResponse } from '../../src/endpoints/configuration.js';
import { createRawPort } from '../../src/endpoints/raw-port.js';
import { plainText, type Request, type Response } from '../../src/http/message.js';
import type { Endpoint } from '../../src/http/route.js';
import { createHttpServer } from '../../src/http/server.js';
import { createService, MISSING_PART } from '../../src/service.js';
import { type Checked, rawPort } from '../../src/settings/settings.js';
import { parse } from '../../src/text/json.js';
import { floor } from '../../src/text/math.js';
import { announceRestart, bootSurvived, countBoot } from './boots.js';
import { checkOf, chipFaults, espruinoVersion } from './chip.js';
import { createClock } from './clock.js';
import { createEyeUart } from './eye-uart.js';
import { flashLed, type Led, tickLed } from './led.js';
import { buttonLevel, type Network, startNetwork, tickNetwork } from './network.js';
import { askTime, createNetworkTime, tickTime } from './network-time.js';
import { openPortal } from './portal.js';
import { CONFIG_FILE, checkDeviceSettings, deviceSettings } from './settings.js';
import { createStorage } from './storage.js';
import { createUart } from './uart.js';
import { createStation } from './wifi.js';

const WATCHDOG_S = 60;
const SURVIVED_TICKS = 60000 / TICK_MS;
/** Time to save, and for the response to get out. */
const RESTART_MS = 1000;
/** In safe mode; then it starts normally again. */
const SAFE_TICKS = 600000 / TICK_MS;

const log: Board['log'] = print;

const wifi = require('Wifi');
// Bluetooth and Telnet would give everybody near by, or on the network, the interpreter and the Wi-Fi password.
E.setConsole('Serial1', { force: true });
require('TelnetServer').setOptions({ mode: 'off' });
// Espruino opens an access point without a password when it starts.
wifi.stopAP();
E.enableWatchdog(WATCHDOG_S, true);

const storage = createStorage(require('Storage'), require('Flash'), checkOf);
const boot = countBoot(storage);

/** The settings that are kept, and what is wrong with them. */
function readSettings(): Checked {
  const kept = storage.read(CONFIG_FILE);
  return checkDeviceSettings(kept === undefined ? kept : parse(kept));
}

const checked = readSettings();
const settings = checked.settings;
const faults = chipFaults();

checked.faults.forEach(function (fault) {
  log(CONFIG_FILE + ': ' + fault + '; the rest is used');
});
faults.forEach(function (fault) {
  log(fault);
});

const parts: { [file: string]: boolean } = {};

/** True if the part is in Storage, and of this build; otherwise it is a fault. */
function hasPart(file: string): boolean {
  const code = storage.read(file);
  if (code && code.slice(2, 10) === '@part@') return true;
  const fault = 'the file ' + file + ' of this firmware is missing: npm run flash writes it';
  faults.push(fault);
  log(fault);
  return false;
}

/**
 * Evaluates an optional part of the firmware out of Storage (build/parts.mjs), once; false if it is missing. The functions of the
 * part see the names of this function before those at the top: so there is one only, which the minifier leaves as it is.
 */
function loadPart($file: string): boolean {
  if (parts[$file] === undefined) {
    parts[$file] = hasPart($file);
    if (parts[$file]) global.eval(storage.read($file) as string);
  }
  return parts[$file];
}

const now = createClock();
const time = createNetworkTime();
const timeServer = settings.ntp_server as string;
const port = settings.http_port as number;
const station = createStation(settings, log, function (ip) {
  log('kamstrup-han answers at http://' + ip + (port === 80 ? '' : ':' + port) + '/');
  askTime(time, timeServer, now);
});

// The service's, once there is one.
let save: (() => void) | null = null;

function restart(reason: string): void {
  // First of all: what follows may fail for want of memory.
  setTimeout(E.reboot, RESTART_MS);
  announceRestart(storage, reason);
  if (save) save();
}

const uart = settings.meter !== 'han' && loadPart('eye.js') ? createEyeUart(settings) : createUart(Serial3, settings);
const led: Led = { gpio: settings.led_pin as number, ticks: 0, changes: 0 };

const net = require('net');

/** A connection as the core knows it: Espruino's `end` waits until all was sent, for ever if the peer reads nothing. */
function socketOf(socket: EspruinoSocket): Socket {
  socket.destroy = function () {
    socket.clsNow = true;
  };
  return socket as unknown as Socket;
}

/** What the largest answer takes while it is made, with its connection, and some more. Without any left all may stop. */
const ANSWER_VARS = 550;

/** Garbage is collected only where it matters: that takes some ms. */
function hasRoom(answers: number): boolean {
  const least = answers * ANSWER_VARS;
  return process.memory(false).free > least || process.memory().free > least;
}

const board: Board = {
  name: 'esp32',
  uart,
  storage,
  connect(host, port, secure) {
    if (secure) throw new Error('this board has no TLS');
    return socketOf(net.connect({ host, port }));
  },
  queueLength: 30,
  now,
  utc: () => now() + time.offsetMs,
  facts() {
    const memory = process.memory();
    return {
      name: settings.hostname as string,
      espruino: espruinoVersion(),
      heap_free_bytes: ESP32.getState().freeHeap,
      faults,
      memory_free_percent: floor((100 * memory.free) / memory.total),
      // Between the loss of the connection and its event there is no signal.
      wifi_rssi_dbm: (station.up && wifi.getStatus().rssi) || null,
      ip: station.up ? wifi.getIP().ip : null,
      reset_reason: boot.reason,
      config_faults: checked.faults,
    };
  },
  // The ESP32 has ten sockets: two listen, and the raw port's reader, a push and the time server take one each.
  maxConnections: rawPort(settings) ? 4 : 6,
  maxHeadBytes: 1024,
  hasRoom,
  loadPart,
  log,
};

/** What runs in safe mode: nothing that could be the cause. */
function createRescue(): { endpoints: Endpoint[]; accept(socket: Socket): void; tick(): void } {
  const endpoints: Endpoint[] = [];
  const server = createHttpServer(endpoints, board, '');
  log('three starts ended within a minute: safe mode, only console and portal');
  return { endpoints, accept: server.accept, tick: server.tick };
}

let ticks = 0;
const service = boot.safe
  ? null
  : createService(board, settings, function () {
      flashLed(led, 1);
    });
const server = service || createRescue();
if (service) save = service.save;

const network: Network = {
  hasStation: service !== null && settings.wifi_ssid !== '',
  station,
  open(reason) {
    return loadPart('portal.js') ? openPortal(settings, storage, server.endpoints, log, reason) : null;
  },
  portal: null,
  released: buttonLevel(),
  heldTicks: 0,
};

/** `/config` and `/restart`. */
function configure(request: Request): Response {
  if (!loadPart('config.js')) return plainText(503, MISSING_PART);
  return configurationResponse(
    {
      table: deviceSettings,
      check: checkDeviceSettings,
      saved: () => readSettings().settings,
      token: settings.token as string,
      save: (text) => storage.write(CONFIG_FILE, text),
      restart,
      isUnlocked: (asked) => network.portal !== null && network.portal.isLocal(asked),
    },
    request,
  );
}

configurationEndpoints(configure).forEach(function (endpoint) {
  server.endpoints.push(endpoint);
});

function listen(at: number, accept: (socket: Socket) => void): void {
  net
    .createServer(function (socket) {
      accept(socketOf(socket));
    })
    .listen(at);
}

listen(port, server.accept);
const rawAt = rawPort(settings);
if (service && rawAt) {
  const raw = createRawPort();
  try {
    listen(rawAt, raw.accept);
    Serial3.on('data', raw.send);
  } catch (error) {
    log('raw_port: ' + error);
  }
}

// An Espruino whose memory has run out drops listeners and timers, and lives on without them. In the first minute that is a
// start that failed, and counts for the safe mode.
E.on('errorFlag', function (flags) {
  // LOW_MEMORY alone is no harm: garbage was left.
  if (!/,MEMORY/.test(',' + flags.join())) return;
  // Espruino tells them again and again until they are read.
  E.getErrorFlags();
  log('memory ran out');
  if (ticks < SURVIVED_TICKS) E.reboot();
  else restart('memory ran out');
});

// A timeout set again each time: an interval would catch up if the system clock were set.
function tick(): void {
  setTimeout(tick, TICK_MS);
  ticks++;
  if (ticks === SURVIVED_TICKS) bootSurvived(storage);
  if (service) {
    uart.flush();
    tickLed(led, !station.up ? 3 : service.stale() ? 2 : 0);
  } else if (ticks === SAFE_TICKS) restart('safe mode is over');
  server.tick();
  tickNetwork(network);
  tickTime(time, timeServer, now, log);
}

startNetwork(network);
tick();
