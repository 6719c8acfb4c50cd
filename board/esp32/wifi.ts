/** Wi-Fi as a station: connects, and connects again for as long as it runs, with pauses that grow to a minute. */

import { TICK_MS } from '../../src/board.js';
import type { Settings } from '../../src/settings/settings.js';
import { min } from '../../src/text/math.js';

const SECOND = 1000 / TICK_MS;
const FIRST_PAUSE_S = 1;
const LONGEST_PAUSE_S = 60;
/** After this long without an address the try has failed: the ESP32 has no event for a DHCP server that is silent. */
const TRY_S = 30;
/** How often the connection is looked at: there is no event for a lost lease, and an event may be lost. */
const LOOK_S = 60;
const NO_ADDRESS = '0.0.0.0';

export interface Station {
  start(): void;
  stop(): void;
  tick(): void;
  /** True while there is a connection. */
  up: boolean;
  /** Ticks since the start without a connection; -1 once there was one. */
  triedTicks: number;
  /** Why the last try failed; empty if none has. */
  failure: string;
  /** dBm, or null without a connection. */
  rssi(): number | null;
  ip(): string | null;
}

/** What a reason of the Wi-Fi (wifiReasonToString in Espruino) means where the user can do something about it. */
function hintOf(reason: string): string {
  if (/HANDSHAKE/.test(reason) || /AUTH/.test(reason)) return ' (is the password right?)';
  return /NO_AP/.test(reason) ? ' (is the name right, and 2.4 GHz?)' : '';
}

/** Makes the station. `onAddress` is called each time that an address was given. */
export function createStation(
  settings: Settings,
  log: (line: string) => void,
  onAddress: (ip: string) => void,
): Station {
  const wifi = require('Wifi');
  let running = false;
  let waits = false;
  let named = false;
  let pauseS = FIRST_PAUSE_S;
  let ticksLeft = 0;

  function fail(reason: string): void {
    if (!running || waits) return;
    station.up = false;
    waits = true;
    station.failure = reason + hintOf(reason);
    ticksLeft = pauseS * SECOND;
    log('Wi-Fi: ' + station.failure + '; next try in ' + pauseS + ' s');
    pauseS = min(pauseS * 2, LONGEST_PAUSE_S);
  }

  function connect(): void {
    waits = false;
    ticksLeft = TRY_S * SECOND;
    try {
      // Once, and before the connection: Espruino starts mDNS again with each address, and a name that is set meanwhile stops it
      // a second time, which crashes the ESP-IDF (vQueueDelete).
      if (!named) wifi.setHostname(settings.hostname as string);
      named = true;
      wifi.connect(
        settings.wifi_ssid as string,
        { password: settings.wifi_password as string },
        function (error: string | null) {
          if (error) fail(error);
        },
      );
    } catch (error) {
      fail('' + error);
    }
  }

  function start(): void {
    running = true;
    station.triedTicks = 0;
    pauseS = FIRST_PAUSE_S;
    connect();
  }

  function stop(): void {
    running = false;
    station.up = false;
    wifi.disconnect();
  }

  function onConnected(): void {
    if (!running) {
      // The ESP-IDF has connected by itself, while the portal has the Wi-Fi.
      wifi.disconnect();
      return;
    }
    station.up = true;
    waits = false;
    station.triedTicks = -1;
    pauseS = FIRST_PAUSE_S;
    onAddress(wifi.getIP().ip);
    look();
  }

  /** Finds what no event has told. */
  function look(): void {
    const status = wifi.getStatus();
    ticksLeft = LOOK_S * SECOND;
    // Espruino opens an access point of its own when it starts, without a password, and keeps it beside the station.
    if (status.mode !== 'STA') wifi.stopAP();
    if (wifi.getIP().ip === NO_ADDRESS) fail(station.up ? 'the address was lost' : 'no address was given');
    else if (status.station !== 'connected') fail('the connection was lost');
    else if (!station.up) onConnected();
  }

  function tick(): void {
    if (!running) return;
    if (station.triedTicks >= 0) station.triedTicks++;
    if (--ticksLeft > 0) return;
    if (waits) connect();
    else look();
  }

  function rssi(): number | null {
    // Between the loss of the connection and its event there is none.
    return station.up ? wifi.getStatus().rssi || null : null;
  }

  function ip(): string | null {
    return station.up ? wifi.getIP().ip : null;
  }

  const station: Station = { start, stop, tick, up: false, triedTicks: 0, failure: '', rssi, ip };
  wifi.on('connected', onConnected);
  wifi.on('disconnected', function (details: { msg: string }) {
    fail(details.msg);
  });
  return station;
}
