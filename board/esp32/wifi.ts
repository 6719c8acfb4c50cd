/** Wi-Fi as a station: connects, and connects again for ever, with pauses that grow to a minute. */

import { TICK_MS } from '../../src/board.js';
import type { Settings } from '../../src/settings/settings.js';
import { min } from '../../src/text/math.js';

const SECOND = 1000 / TICK_MS;
const FIRST_PAUSE_S = 1;
const LONGEST_PAUSE_S = 60;
/** After this long without an address the try has failed: the ESP32 has no event for a DHCP server that is silent. */
const TRY_S = 30;
/** How often the address is looked at: there is no event for a lost lease either. */
const LOOK_S = 60;
const NO_ADDRESS = '0.0.0.0';
const TIME_SERVER = 'pool.ntp.org';
// Espruino has the civil time from E.setDST; the clock itself is UTC. A string: the ESP32 takes nothing else.
const TIME_ZONE = 'UTC0';

export interface Station {
  start(): void;
  stop(): void;
  tick(): void;
  connected(): boolean;
  /** Seconds that it has tried since it was started, as long as there was no connection yet; below 0 afterwards. */
  triedS(): number;
  /** Why the last try failed; empty if none has. */
  reason(): string;
  /** dBm, or null without a connection. */
  rssi(): number | null;
  ip(): string | null;
}

/** What stands behind a reason code of the Wi-Fi (wifiReasonToString in Espruino) as far as the user can mend it. */
function hintOf(reason: string): string {
  if (/HANDSHAKE/.test(reason) || /AUTH/.test(reason)) return ' (is the password right?)';
  return /NO_AP/.test(reason) ? ' (is the name right, and 2.4 GHz?)' : '';
}

/** Makes the station. `onAddress` is called each time an address was had. */
export function createStation(
  settings: Settings,
  log: (line: string) => void,
  onAddress: (ip: string) => void,
): Station {
  const wifi = require('Wifi');
  let running = false;
  let up = false;
  let waits = false;
  let hasClock = false;
  let pauseS = FIRST_PAUSE_S;
  let ticksLeft = 0;
  /** Ticks since the start without a connection; -1 once there was one. */
  let tried = 0;
  let why = '';

  function fail(reason: string): void {
    if (!running || waits) return;
    up = false;
    waits = true;
    why = reason + hintOf(reason);
    ticksLeft = pauseS * SECOND;
    log('Wi-Fi: ' + why + '; next try in ' + pauseS + ' s');
    pauseS = min(pauseS * 2, LONGEST_PAUSE_S);
  }

  function connect(): void {
    waits = false;
    ticksLeft = TRY_S * SECOND;
    try {
      // Sets the name for DHCP; after the connection it is set for mDNS, which Espruino restarts then with its own.
      wifi.setHostname(settings.hostname as string);
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
    tried = 0;
    pauseS = FIRST_PAUSE_S;
    connect();
  }

  function stop(): void {
    running = false;
    up = false;
    wifi.disconnect();
  }

  function tick(): void {
    if (!running) return;
    if (tried >= 0) tried++;
    if (--ticksLeft > 0) return;
    if (waits) connect();
    else if (!up) fail('no address was given');
    else if (wifi.getIP().ip === NO_ADDRESS) fail('the address was lost');
    else ticksLeft = LOOK_S * SECOND;
  }

  function connected(): boolean {
    return up;
  }

  function triedS(): number {
    return tried / SECOND;
  }

  function reason(): string {
    return why;
  }

  function rssi(): number | null {
    // Between the loss of the connection and its event there is none.
    return up ? wifi.getStatus().rssi || null : null;
  }

  function ip(): string | null {
    return up ? wifi.getIP().ip : null;
  }

  wifi.on('connected', function () {
    if (!running) return;
    up = true;
    waits = false;
    tried = -1;
    pauseS = FIRST_PAUSE_S;
    ticksLeft = LOOK_S * SECOND;
    wifi.setHostname(settings.hostname as string);
    // Once only: the IDF does not like its time client to be set while it runs.
    if (!hasClock) wifi.setSNTP(TIME_SERVER, TIME_ZONE);
    hasClock = true;
    onAddress(wifi.getIP().ip);
  });
  wifi.on('disconnected', function (details: { msg: string }) {
    fail(details.msg);
  });
  return { start, stop, tick, connected, triedS, reason, rssi, ip };
}
