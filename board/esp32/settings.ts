/** Settings that only the device has, in addition to those of `src/settings/settings.ts`; all of them are in `config.json`. */
import {
  type Checked,
  checkSettings,
  coreSettings,
  ranged,
  type Setting,
  type Settings,
} from '../../src/settings/settings.js';

export const CONFIG_FILE = 'config.json';

/** GPIO 6 to 11 are the flash that the firmware runs from, and Espruino drives 17 with Serial3. */
const TAKEN_PINS = [6, 7, 8, 9, 10, 11, 17];

/** A GPIO from `lowest` to `highest`; -1 is none. */
function pin(name: string, defaultValue: number, lowest: number, highest: number): Setting {
  return { name, defaultValue, range: [lowest, highest], except: TAKEN_PINS };
}

/** All settings of the device. */
export function deviceSettings(): Setting[] {
  const device: Setting[] = [
    // Espruino cuts a name of 32 bytes by one, a key of 64 digits too, and a password of the access point at 62.
    ranged('wifi_ssid', '', 1, 31),
    ranged('wifi_password', '', 8, 63, true),
    // The device is reached at this name with .local.
    ranged('hostname', 'kamstrup-han', 1, 32),
    // Opens POST /config and POST /restart.
    ranged('token', '', 16, 64, true),
    // Password of the setup portal; the device makes one up if there is none.
    ranged('setup_password', '', 8, 62, true),
    ranged('http_port', 80, 1, 65535),
    // Where UTC comes from: HOST or HOST:PORT of an SNTP server; a router often is one.
    ranged('ntp_server', 'pool.ntp.org', 1, 80),
    // GPIO that TX of the TSS721 is wired to.
    pin('rx_pin', 16, 0, 39),
    ranged('baud', 2400, 300, 115200),
    { name: 'parity', defaultValue: 'none', choices: ['none', 'even', 'odd'] },
    // GPIOs of the optical head: from its phototransistor, to its LED.
    pin('eye_rx_pin', 25, 0, 39),
    pin('eye_tx_pin', 26, 0, 33),
    // GPIO of the LED; -1 for none.
    pin('led_pin', 2, -1, 33),
  ];
  return device.concat(coreSettings(true));
}

/** The settings that name a GPIO in use. */
function pinsInUse(settings: Settings): string[] {
  return (settings.meter === 'han' ? 'rx_pin led_pin' : 'eye_rx_pin eye_tx_pin led_pin').split(' ');
}

/** As `checkSettings`, for all settings of the device. If two of them name the same GPIO, all GPIOs are those of the defaults. */
export function checkDeviceSettings(config: unknown, base?: Settings): Checked {
  const table = deviceSettings();
  const checked = checkSettings(table, config, base);
  const settings = checked.settings;
  const pins = pinsInUse(settings);
  pins.forEach(function (name, n) {
    const twin = pins.filter(function (other, k) {
      return k < n && settings[other] === settings[name];
    })[0];
    if (!twin) return;
    checked.faults.push(name + ' must not be the same GPIO as ' + twin);
    table.forEach(function (setting) {
      if (pins.indexOf(setting.name) >= 0) settings[setting.name] = setting.defaultValue;
    });
  });
  return checked;
}
