/** Settings that only the device has, beside those of `src/settings.ts`; all of them stand in `config.json`. */
import { coreSettings, type Setting } from '../../src/settings.js';

export const CONFIG_FILE = 'config.json';

/** All settings of the device. */
export function deviceSettings(): Setting[] {
  const device: Setting[] = [
    { name: 'wifi_ssid', initial: '', range: [1, 32] },
    { name: 'wifi_password', initial: '', range: [8, 64], secret: true },
    // The device answers at this name with .local.
    { name: 'hostname', initial: 'kamstrup-han', range: [1, 32] },
    // Opens POST /config and POST /restart.
    { name: 'token', initial: '', range: [16, 64], secret: true },
    // Password of the setup portal; the device makes one up if there is none.
    { name: 'setup_password', initial: '', range: [8, 63], secret: true },
    { name: 'http_port', initial: 80, range: [1, 65535] },
    // GPIO that TX of the TSS721 is wired to.
    { name: 'rx_pin', initial: 16, range: [0, 39] },
    { name: 'baud', initial: 2400, range: [300, 115200] },
    { name: 'parity', initial: 'none', choices: ['none', 'even', 'odd'] },
    // GPIOs of the optical head: from its phototransistor, to its LED.
    { name: 'eye_rx_pin', initial: 25, range: [0, 39] },
    { name: 'eye_tx_pin', initial: 26, range: [0, 33] },
    // GPIO of the LED; -1 for none.
    { name: 'led_pin', initial: 2, range: [-1, 39] },
  ];
  return device.concat(coreSettings());
}
