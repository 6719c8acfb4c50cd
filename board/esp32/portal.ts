/** The setup portal: an access point with one page, for who cannot reach the device otherwise. */
import type { Storage } from '../../src/board.js';
import { JSON_TYPE, plainText, type Response, uncached } from '../../src/http/message.js';
import type { Endpoint } from '../../src/http/route.js';
import type { Settings } from '../../src/settings/settings.js';
import { quote } from '../../src/text/json.js';

/** The ESP-IDF gives its access point this address. */
const PORTAL_IP = '192.168.4.1';
/** The page, which asks `/setup` and sends `/config`; it is put beside the firmware (board/esp32/setup.html). */
const PAGE_FILE = 'setup.html';
const PASSWORD_FILE = 'setup-password';
const PASSWORD_CHARACTERS = 10;
const SCAN_MS = 15000;

export interface Portal {
  close(): void;
  /** Ticks since it was last asked for anything. */
  quietTicks: number;
}

/**
 * Opens the portal for this reason. Until it is closed, its endpoints go before all others of `endpoints`, and it has the
 * Wi-Fi for itself: a station has to be stopped before. It is made when it is needed, since it costs memory.
 */
export function openPortal(
  settings: Settings,
  storage: Storage,
  endpoints: Endpoint[],
  log: (line: string) => void,
  reason: string,
): Portal {
  const wifi = require('Wifi');
  let heard = '';
  let scans = true;

  function getPage(): Response {
    const body = storage.read(PAGE_FILE);
    portal.quietTicks = 0;
    if (!body) return plainText(200, 'POST /config, then POST /restart');
    return { status: 200, type: 'text/html; charset=utf-8', body };
  }

  function getSetup(): Response {
    portal.quietTicks = 0;
    const body = '{"reason":' + quote(reason) + ',"networks":[' + heard + ']}\n';
    return uncached(JSON_TYPE, body);
  }

  /** The password that is set, or the one that the device has made up. */
  function passwordOf(): string {
    let password = (settings.setup_password as string) || storage.read(PASSWORD_FILE) || '';
    if (password) return password;
    while (password.length < PASSWORD_CHARACTERS) password += (E.hwRand() >>> 0).toString(36);
    storage.write(PASSWORD_FILE, password);
    return password;
  }

  function startAccessPoint(): void {
    const password = passwordOf();
    const mac = wifi.getAPIP().mac;
    const name = 'kamstrup-han-' + (mac.substr(12, 2) + mac.substr(15, 2)).toUpperCase();
    wifi.startAP(name, { password, authMode: 'wpa2' }, function () {});
    // Whoever has set one knows it; one that was made up is told nowhere else.
    const told = settings.setup_password ? 'your password' : 'password ' + password;
    log('kamstrup-han setup: join Wi-Fi ' + name + ' with ' + told + ', then http://' + PORTAL_IP + '/');
  }

  function scanned(found: { ssid: string }[]): void {
    if (!scans) return;
    scans = false;
    heard = found
      .map(function (network) {
        return quote(network.ssid);
      })
      .join();
    startAccessPoint();
  }

  function close(): void {
    scans = false;
    endpoints.splice(0, 2);
    wifi.stopAP();
  }

  const portal: Portal = { close, quietTicks: 0 };
  endpoints.unshift({ path: '/', respond: getPage }, { path: '/setup', respond: getSetup });
  // Before the access point: a scan would throw its guests out.
  wifi.scan(scanned);
  setTimeout(function () {
    scanned([]);
  }, SCAN_MS);
  return portal;
}
