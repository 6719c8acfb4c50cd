/** The firmware: what runs on an ESP32 from `.bootcde`. */

import { type Board, type Socket, TICK_MS } from '../../src/board.js';
import { configurationEndpoints } from '../../src/endpoints/configuration.js';
import { createRawPort } from '../../src/endpoints/raw-port.js';
import type { Endpoint } from '../../src/http/route.js';
import { createHttpServer } from '../../src/http/server.js';
import { createService } from '../../src/service.js';
import { checkSettings, hasPushTarget, rawPort } from '../../src/settings/settings.js';
import { parse } from '../../src/text/json.js';
import { floor } from '../../src/text/math.js';
import { countBoot } from './boots.js';
import { createClock } from './clock.js';
import { createEyeUart } from './eye-uart.js';
import { createLed } from './led.js';
import { createNetwork } from './network.js';
import { openPortal } from './portal.js';
import { CONFIG_FILE, deviceSettings } from './settings.js';
import { createStorage } from './storage.js';
import { createUart } from './uart.js';
import { createStation } from './wifi.js';

const WATCHDOG_S = 60;
const SURVIVED_MS = 60000;
/** Time for the answer to get out. */
const RESTART_MS = 500;
/** In safe mode; then it tries again by itself. */
const SAFE_MS = 600000;

const log: Board['log'] = print;

// Anyone on the network would have the interpreter and the Wi-Fi password.
require('TelnetServer').setOptions({ mode: 'off' });
E.enableWatchdog(WATCHDOG_S, true);
// Norwegian civil time: summer time from the last Sunday of March, 02:00, to that of October, 03:00.
E.setDST(60, 60, 4, 0, 2, 0, 120, 4, 0, 9, 0, 180);

const storage = createStorage(require('Storage'), E.toUint8Array);
const boot = countBoot(storage);
const kept = storage.read(CONFIG_FILE);
const checked = checkSettings(deviceSettings(), kept === undefined ? kept : parse(kept));
const settings = checked.settings;

/** The code of what few devices need (overlay.mjs), which has the function `entry`; empty if it is not there: then it makes nothing. */
function codeOf(needed: boolean, file: string, entry: string): string {
  const code = needed && storage.read(file);
  if (code && code.slice(2, 10) === '@overlay@') return code;
  if (needed) {
    checked.faults.push('the file ' + file + ' of this firmware is missing: npm run flash writes it');
    global[entry] = function () {
      return null;
    };
  }
  return '';
}

// Evaluated here and not in a function, whose own it would be.
const eye = codeOf(settings.meter !== 'han', 'eye.js', 'createPoller');
global.eval(eye);
global.eval(codeOf(hasPushTarget(settings), 'push.js', 'createPush'));
checked.faults.forEach(function (fault) {
  log(CONFIG_FILE + ': ' + fault + '; the rest is used');
});

const port = settings.http_port as number;
const station = createStation(settings, log, function (ip) {
  log('kamstrup-han answers at http://' + ip + (port === 80 ? '' : ':' + port) + '/');
});

// The service's, once there is one.
let keep: (() => void) | null = null;

function restart(reason: string): void {
  setTimeout(E.reboot, RESTART_MS);
  boot.leave(reason);
  if (keep) keep();
}

const uart = eye ? createEyeUart(settings) : createUart(Serial3, settings);
const led = createLed(settings.led_pin as number);

const net = require('net');

/** A connection as the core knows it: Espruino's `end` waits until all was sent, for ever if the peer reads nothing. */
function socketOf(socket: EspruinoSocket): Socket {
  socket.destroy = function () {
    socket.clsNow = true;
  };
  return socket as unknown as Socket;
}

/** What the largest answer takes while it is made (329, with its connection), and some more. Without any left all may stop. */
const ANSWER_VARS = 350;

/** Garbage is collected where it matters only: that takes some ms. */
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
  now: createClock(),
  utc: () => floor(Date.now()),
  facts() {
    const memory = process.memory(false);
    return {
      name: settings.hostname as string,
      memory_free_percent: floor((100 * memory.free) / memory.total),
      wifi_rssi_dbm: station.rssi(),
      ip: station.ip(),
      reset_reason: boot.reason,
      config_faults: checked.faults,
    };
  },
  maxHeadBytes: 1024,
  hasRoom,
  log,
};

/** What runs in safe mode: nothing that could be the cause. */
function createRescue(): { endpoints: Endpoint[]; accept(socket: Socket): void; tick(): void } {
  const endpoints: Endpoint[] = [];
  const server = createHttpServer(endpoints, board, '');
  log('three starts ended within a minute: safe mode, only console and portal');
  setTimeout(function () {
    restart('safe mode is over');
  }, SAFE_MS);
  return { endpoints, accept: server.accept, tick: server.tick };
}

const service = boot.safe
  ? null
  : createService(board, settings, function () {
      led.flash(1);
    });
const server = service || createRescue();
if (service) keep = service.save;

const network = createNetwork(service !== null && settings.wifi_ssid !== '', station, function (reason) {
  return openPortal(settings, storage, server.endpoints, log, reason);
});
configurationEndpoints({
  table: deviceSettings,
  settings,
  save(text) {
    return storage.write(CONFIG_FILE, text);
  },
  restart,
  isUnlocked: network.portalIsOpen,
}).forEach(function (endpoint) {
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
  if (board.now() < SURVIVED_MS) E.reboot();
  else restart('memory ran out');
});

network.start();
setTimeout(boot.survived, SURVIVED_MS);
setInterval(function () {
  if (service) {
    uart.flush();
    led.tick(!station.connected() ? 3 : service.stale() ? 2 : 0);
  }
  server.tick();
  network.tick();
}, TICK_MS);
