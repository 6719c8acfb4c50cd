/** Settings that only the device has, beside those of `src/settings/settings.ts`; all of them stand in `config.json`. */
import { coreSettings, ranged, type Setting } from '../../src/settings/settings.js';

export const CONFIG_FILE = 'config.json';

/** All settings of the device. */
export function deviceSettings(): Setting[] {
  const device: Setting[] = [
    ranged('wifi_ssid', '', 1, 32),
    ranged('wifi_password', '', 8, 64, true),
    // The device answers at this name with .local.
    ranged('hostname', 'kamstrup-han', 1, 32),
    // Opens POST /config and POST /restart.
    ranged('token', '', 16, 64, true),
    // Password of the setup portal; the device makes one up if there is none.
    ranged('setup_password', '', 8, 63, true),
    ranged('http_port', 80, 1, 65535),
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
