/** The setup portal: an access point with one form, for who cannot reach the device otherwise. */
import { type Answer, type Endpoint, type Request, sayPlainly } from '../../src/http.js';
import type { Settings } from '../../src/settings.js';

/** The ESP-IDF gives its access point this address. */
export const PORTAL_IP = '192.168.4.1';
const SCAN_MS = 15000;
const PASSWORD_FILE = 'setup-password';
const PASSWORD_CHARACTERS = 10;
const HTML = 'text/html; charset=utf-8';

/** What the portal asks of the firmware. */
export interface Setup {
  settings: Settings;
  /** Where requests are answered; the portal's own endpoints go before all others while it is open. */
  endpoints: Endpoint[];
  storage: { read(name: string): string | undefined; write(name: string, text: string): boolean };
  change(changes: unknown): Answer | null;
  foreign(request: Request): Answer | null;
  restart(reason: string): void;
  log(line: string): void;
}

export interface Portal {
  open(reason: string): void;
  close(): void;
  isOpen(): boolean;
  /** Ticks since it was last asked for anything. */
  quietTicks: number;
}

/** Text for HTML; the bytes of UTF-8 stay what they are. */
function html(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    out += code === 34 || code === 38 || code === 60 ? '&#' + code + ';' : text.charAt(i);
  }
  return out;
}

/** Reads a form (application/x-www-form-urlencoded); a field that is empty is left as it was. */
function fieldsOf(body: string): { [name: string]: string } {
  const fields: { [name: string]: string } = {};
  body.split('&').forEach(function (pair) {
    const parts = pair.split('=');
    const value = decodeURIComponent((parts[1] || '').split('+').join(' '));
    if (value) fields[parts[0]] = value;
  });
  return fields;
}

function field(label: string, name: string, value: string, more: string): string {
  return '<p><label>' + label + '<br><input name=' + name + ' value="' + html(value) + '"' + more + '></label>';
}

/** Makes the portal. Opened, it takes the Wi-Fi for itself: a station has to be stopped before. */
export function createPortal(setup: Setup): Portal {
  const wifi = require('Wifi');
  const settings = setup.settings;
  let heard = '';
  let why = '';
  let isOpen = false;
  let scans = false;

  function getForm(): Answer {
    portal.quietTicks = 0;
    const body =
      '<!DOCTYPE html><meta name=viewport content="width=device-width"><title>kamstrup-han</title><h1>kamstrup-han</h1><p>' +
      html(why) +
      '<form method=post>' +
      field('Network', 'wifi_ssid', settings.wifi_ssid as string, ' list=n required') +
      '<datalist id=n>' +
      heard +
      '</datalist>' +
      field('Password', 'wifi_password', '', ' type=password') +
      field('Name', 'hostname', settings.hostname as string, '') +
      field('Token (16 or more)', 'token', '', '') +
      '<p><button>Save and join</button></form>';
    return { status: 200, type: HTML, body };
  }

  function postForm(request: Request): Answer {
    portal.quietTicks = 0;
    const refused = setup.foreign(request) || setup.change(fieldsOf(request.body));
    if (refused) return refused;
    setup.restart('new settings from the portal');
    return sayPlainly(200, 'saved; the device restarts, and is then at its name with .local');
  }

  const endpoints: Endpoint[] = [
    { method: 'GET', path: '/', about: 'setup', respond: getForm },
    { method: 'POST', path: '/', about: 'setup', respond: postForm },
  ];

  /** The password that is set, or the one that the device has made up. */
  function passwordOf(): string {
    let password = (settings.setup_password as string) || setup.storage.read(PASSWORD_FILE) || '';
    if (password) return password;
    while (password.length < PASSWORD_CHARACTERS) password += (E.hwRand() >>> 0).toString(36);
    password = password.substring(0, PASSWORD_CHARACTERS);
    setup.storage.write(PASSWORD_FILE, password);
    return password;
  }

  function startAccessPoint(): void {
    const password = passwordOf();
    const mac = wifi.getAPIP().mac;
    const name = 'kamstrup-han-' + (mac.substr(12, 2) + mac.substr(15, 2)).toUpperCase();
    wifi.startAP(name, { password, authMode: 'wpa2' }, function () {});
    setup.log(
      'kamstrup-han setup: join Wi-Fi ' + name + ' with password ' + password + ', then http://' + PORTAL_IP + '/',
    );
  }

  function scanned(found: { ssid: string }[]): void {
    if (!scans) return;
    scans = false;
    heard = '';
    found.forEach(function (network) {
      heard += '<option value="' + html(network.ssid) + '">';
    });
    startAccessPoint();
  }

  function open(reason: string): void {
    if (isOpen) return;
    isOpen = true;
    scans = true;
    why = reason;
    portal.quietTicks = 0;
    setup.endpoints.unshift(endpoints[0], endpoints[1]);
    // Before the access point: a scan would throw its guests out.
    wifi.scan(scanned);
    setTimeout(function () {
      scanned([]);
    }, SCAN_MS);
  }

  function close(): void {
    isOpen = false;
    scans = false;
    setup.endpoints.splice(0, endpoints.length);
    wifi.stopAP();
  }

  const portal: Portal = {
    open,
    close,
    isOpen() {
      return isOpen;
    },
    quietTicks: 0,
  };
  return portal;
}
