/** The setup portal: an access point with one page, for users who cannot reach the device in another way. */
import type { Storage } from '../../src/board.js';
import { JSON_TYPE, plainText, type Request, type Response, uncached } from '../../src/http/message.js';
import type { Endpoint } from '../../src/http/route.js';
import type { Settings } from '../../src/settings/settings.js';
import { quote } from '../../src/text/json.js';
import { randomBits } from './chip.js';

/** The ESP-IDF gives its access point this address. */
const PORTAL_IP = '192.168.4.1';
/** The page, which reads `/setup` and posts to `/config` (board/esp32/setup.html); flashed together with the firmware. */
const PAGE_FILE = 'setup.html';
/** The file of 1.0.0 contains a password that is the same on every device (`E.hwRand` has no seed). */
const PASSWORD_FILE = 'setup-key';
const FORMER_PASSWORD_FILE = 'setup-password';
const PASSWORD_CHARACTERS = 12;
const SCAN_MS = 15000;

export interface Portal {
  close(): void;
  /** Ticks since the last request to it. */
  quietTicks: number;
  /** True for a request that can only have come over the portal's access point, which asks for its password. */
  isLocal(request: Request): boolean;
}

/**
 * Opens the portal; `reason` is shown on its page. Until it is closed, its endpoints precede all others in `endpoints`. The
 * station must be stopped before. It is created when it is needed, since it costs memory.
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
    while (password.length < PASSWORD_CHARACTERS) password += randomBits().toString(36);
    password = password.slice(0, PASSWORD_CHARACTERS);
    storage.write(PASSWORD_FILE, password);
    require('Storage').erase(FORMER_PASSWORD_FILE);
    return password;
  }

  function startAccessPoint(): void {
    const password = passwordOf();
    const mac = wifi.getAPIP().mac;
    const name = 'kamstrup-han-' + (mac.substr(12, 2) + mac.substr(15, 2)).toUpperCase();
    try {
      wifi.startAP(name, { password, authMode: 'wpa2' }, function () {});
    } catch (error) {
      // The portal closes when nobody has used it for a while, and is tried again.
      log('kamstrup-han setup: the access point cannot be opened: ' + error);
      return;
    }
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

  /**
   * While the portal scans there is no access point yet, and while the station has a network a request may have come from there:
   * Espruino starts the station again with a scan, and the ESP-IDF connects by itself.
   */
  function isLocal(request: Request): boolean {
    const status = wifi.getStatus();
    return !scans && request.headers.host === PORTAL_IP && /AP/.test(status.mode) && status.station !== 'connected';
  }

  function close(): void {
    scans = false;
    endpoints.splice(0, 2);
    wifi.stopAP();
  }

  const portal: Portal = { close, quietTicks: 0, isLocal };
  endpoints.unshift({ path: '/', respond: getPage }, { path: '/setup', respond: getSetup });
  // Before the access point: a scan would throw its guests out. One that cannot start never calls back, and the next one throws.
  try {
    wifi.scan(scanned);
  } catch (_error) {
    scanned([]);
  }
  setTimeout(function () {
    scanned([]);
  }, SCAN_MS);
  return portal;
}
