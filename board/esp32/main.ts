/** The firmware: what runs on an ESP32 from `.bootcde`. */
import { type Board, type Socket, TICK_MS } from '../../src/board.js';
import { createService } from '../../src/service.js';
import { checkSettings } from '../../src/settings.js';
import { createLed } from './led.js';
import { CONFIG_FILE, DEVICE_SETTINGS } from './settings.js';
import { createUart } from './uart.js';
import { startStation } from './wifi.js';

const WATCHDOG_S = 60;
/** Before this, nobody has told the time: 2020-01-01. */
const EARLIEST_UTC_MS = 1577836800000;
/** A clock that moves more than this between two looks was set. */
const LONGEST_STEP_MS = 60000;

function log(line: string): void {
  print(line);
}

/** A clock that never runs back and does not jump when NTP sets the time. */
function createClock(): () => number {
  let last = Date.now();
  let ms = 0;
  return function (): number {
    const now = Date.now();
    const step = now - last;
    last = now;
    if (step > 0 && step < LONGEST_STEP_MS) ms += step;
    return Math.floor(ms);
  };
}

function readConfig(): unknown {
  const text = require('Storage').read(CONFIG_FILE);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (_error) {
    return null;
  }
}

// Anyone on the network would have the interpreter and the Wi-Fi password.
require('TelnetServer').setOptions({ mode: 'off' });
E.enableWatchdog(WATCHDOG_S, true);
// Norwegian civil time: summer time from the last Sunday of March, 02:00, to that of October, 03:00.
E.setDST(60, 60, 4, 0, 2, 0, 120, 4, 0, 9, 0, 180);

const checked = checkSettings(DEVICE_SETTINGS, readConfig());
const settings = checked.settings;
checked.faults.forEach(function (fault) {
  log(CONFIG_FILE + ': ' + fault + '; the rest is used');
});

const uart = createUart(settings);
const led = createLed(settings.led_pin as number);
const station = startStation(settings, log, function (ip) {
  log('kamstrup-han answers at http://' + ip + '/status');
});

const board: Board = {
  name: 'esp32',
  uart,
  storage: require('Storage'),
  now: createClock(),
  utc() {
    const now = Date.now();
    return now < EARLIEST_UTC_MS ? null : Math.floor(now);
  },
  facts() {
    const memory = process.memory(false);
    return {
      name: settings.hostname as string,
      memory_free_percent: Math.floor((100 * memory.free) / memory.total),
      wifi_rssi_dbm: station.rssi(),
      ip: station.ip(),
      reset_reason: null,
    };
  },
  log,
};

const service = createService(board, settings, function () {
  led.flash(1);
});

require('net')
  .createServer(function (socket) {
    // Espruino's `end` waits until all was sent; a peer that reads nothing would be kept for ever.
    socket.destroy = function () {
      socket.clsNow = true;
    };
    service.accept(socket as unknown as Socket);
  })
  .listen(settings.http_port as number);

setInterval(function () {
  uart.flush();
  service.tick();
  led.tick(!station.connected() ? 3 : service.stale() ? 2 : 0);
}, TICK_MS);
