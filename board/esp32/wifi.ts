/** Wi-Fi as a station: connects, and connects again for ever, with pauses that grow to a minute. */
import type { Settings } from '../../src/settings.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60000;
const TIME_SERVER = 'pool.ntp.org';

export interface Station {
  connected(): boolean;
  /** dBm, or null without a connection. */
  rssi(): number | null;
  ip(): string | null;
}

/** Starts to connect. `onAddress` is called each time an address was had. */
export function startStation(
  settings: Settings,
  log: (line: string) => void,
  onAddress: (ip: string) => void,
): Station {
  const wifi = require('Wifi');
  let up = false;
  let waiting = false;
  let pauseMs = FIRST_PAUSE_MS;

  function retry(reason: string): void {
    up = false;
    if (waiting) return;
    waiting = true;
    log('Wi-Fi: ' + reason + '; next try in ' + pauseMs / 1000 + ' s');
    setTimeout(connect, pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }

  function connect(): void {
    waiting = false;
    wifi.connect(settings.wifi_ssid as string, { password: settings.wifi_password as string }, function (error) {
      if (error) retry('' + error);
    });
  }

  function onConnected(): void {
    up = true;
    pauseMs = FIRST_PAUSE_MS;
    wifi.setSNTP(TIME_SERVER, 0);
    onAddress(wifi.getIP().ip);
  }

  function connected(): boolean {
    return up;
  }

  function rssi(): number | null {
    return up ? wifi.getDetails().rssi : null;
  }

  function ip(): string | null {
    return up ? wifi.getIP().ip : null;
  }

  wifi.on('connected', onConnected);
  wifi.on('disconnected', function () {
    retry('the connection was lost');
  });
  wifi.on('dhcp_timeout', function () {
    retry('no address was given');
  });
  wifi.setHostname(settings.hostname as string);
  connect();
  return { connected, rssi, ip };
}
