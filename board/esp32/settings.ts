/** Settings that only the device has, beside those of `src/settings/settings.ts`; all of them stand in `config.json`. */
import { coreSettings, ranged, type Setting } from '../../src/settings/settings.js';

export const CONFIG_FILE = 'config.json';

/** All settings of the device. */
export function deviceSettings(): Setting[] {
  const device: Setting[] = [
    // Espruino cuts a name of 32 bytes by one, a key of 64 digits too, and a password of the access point at 62.
    ranged('wifi_ssid', '', 1, 31),
    ranged('wifi_password', '', 8, 63, true),
    // The device answers at this name with .local.
    ranged('hostname', 'kamstrup-han', 1, 32),
    // Opens POST /config and POST /restart.
    ranged('token', '', 16, 64, true),
    // Password of the setup portal; the device makes one up if there is none.
    ranged('setup_password', '', 8, 62, true),
    ranged('http_port', 80, 1, 65535),
    // Where UTC comes from: HOST or HOST:PORT of an SNTP server; a router often is one.
    ranged('ntp_server', 'pool.ntp.org', 1, 80),
    // GPIO that TX of the TSS721 is wired to.
    ranged('rx_pin', 16, 0, 39),
    ranged('baud', 2400, 300, 115200),
    { name: 'parity', defaultValue: 'none', choices: ['none', 'even', 'odd'] },
    // GPIOs of the optical head: from its phototransistor, to its LED.
    { name: 'eye_rx_pin', defaultValue: 25, range: [0, 39] },
    { name: 'eye_tx_pin', defaultValue: 26, range: [0, 33] },
    // GPIO of the LED; -1 for none.
    ranged('led_pin', 2, -1, 39),
  ];
  return device.concat(coreSettings(true));
}
