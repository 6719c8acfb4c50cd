/** Settings that only the device has, beside those of `src/settings.ts`; all of them stand in `config.json`. */
import { SETTINGS, type Setting } from '../../src/settings.js';

export const CONFIG_FILE = 'config.json';

const DEVICE: Setting[] = [
  { name: 'wifi_ssid', initial: '', maxLength: 32, meaning: 'name of the network' },
  { name: 'wifi_password', initial: '', maxLength: 63, meaning: 'its password; never shown' },
  { name: 'hostname', initial: 'kamstrup-han', maxLength: 32, meaning: 'the device answers at this name with .local' },
  { name: 'token', initial: '', maxLength: 64, meaning: 'opens POST /config and POST /restart; never shown' },
  { name: 'http_port', initial: 80, range: [1, 65535], meaning: 'port of the HTTP server' },
  { name: 'rx_pin', initial: 16, range: [0, 39], meaning: 'GPIO that TX of the TSS721 is wired to' },
  { name: 'baud', initial: 2400, range: [300, 115200], meaning: 'speed of the line' },
  { name: 'parity', initial: 'none', choices: ['none', 'even', 'odd'], meaning: 'parity of the line' },
  { name: 'led_pin', initial: 2, range: [-1, 39], meaning: 'GPIO of the LED; -1 for none' },
];

export const DEVICE_SETTINGS = DEVICE.concat(SETTINGS);
