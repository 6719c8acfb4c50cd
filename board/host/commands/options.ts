/** The commands of the program and their options, as data. */
import type { Command, Option } from '../arguments.js';

/** The values of the setting `meter`: which protocol the meter speaks. */
export const METERS = ['han', 'iec61107', 'kmp-ascii', 'kmp', 'auto'] as const;
/** The meters that `simulate` can simulate. */
export const SIMULATED = ['han', 'iec61107', 'iec62056', 'kmp-ascii', 'kmp'] as const;

const SERIAL: Option = { value: 'DEV', about: 'serial port, such as /dev/ttyUSB0' };

export const COMMANDS: Command[] = [
  {
    name: 'serve',
    about: 'Reads a meter and serves the readings over HTTP.',
    options: {
      serial: SERIAL,
      demo: { about: 'simulate a meter instead of reading one' },
      meter: {
        value: 'M',
        about: 'protocol of the meter: han, iec61107, kmp-ascii, kmp or auto; overrides the setting meter',
      },
      baud: { value: 'N', defaultValue: '2400', about: 'baud rate of the serial port' },
      parity: { value: 'P', defaultValue: 'none', about: 'parity of the serial port: none, even or odd' },
      host: {
        value: 'ADDRESS',
        defaultValue: '127.0.0.1',
        about: 'address to listen on; 0.0.0.0 for the whole network',
      },
      port: { value: 'N', defaultValue: '8080', about: 'TCP port to listen on' },
      config: { value: 'FILE', about: 'settings as JSON, created if missing; counted energy is saved beside it' },
    },
    exitCodes: '0 stopped by a signal, 1 address in use, 2 usage error',
  },
  {
    name: 'read',
    about: 'Reads a meter once through its optical eye and prints the values.',
    options: {
      serial: SERIAL,
      meter: { value: 'M', defaultValue: 'auto', about: 'protocol of the meter: iec61107, kmp-ascii, kmp or auto' },
      json: { about: 'print one JSON object instead of a table' },
      timeout: { value: 'S', defaultValue: '90', about: 'give up after this many seconds' },
    },
    exitCodes: '0 meter read, 1 no good answer or no serial port, 2 usage error',
  },
  {
    name: 'decode',
    argument: 'FILE|-',
    about: 'Prints one JSON object per list of a capture (binary or hex text), and the link counters on stderr.',
    options: { config: { value: 'FILE', about: 'settings as JSON, for the scale of the values' } },
    exitCodes: '0 at least one list found, 1 no list found, 2 file not readable or usage error',
  },
  {
    name: 'simulate',
    about: 'Simulates a meter on a serial port or on standard output.',
    options: {
      serial: SERIAL,
      meter: {
        value: 'M',
        defaultValue: 'han',
        about: 'han; or on the optical eye iec61107 and kmp-ascii (both a 685-382), iec62056 (mode C), kmp',
      },
      echo: { about: 'send back every received byte, as some optical heads do' },
      phases: { value: '1|3', defaultValue: '3', about: 'number of phases' },
      'old-firmware': { about: 'send the lists of meter firmware before rev 3.0' },
      fast: { value: 'N', defaultValue: '1', fraction: true, about: 'run N times faster than real time, the line too' },
      damage: { value: 'PERCENT', defaultValue: '0', fraction: true, about: 'percentage of the lists to damage' },
    },
    exitCodes: '0 stopped by a signal, 1 serial port cannot be opened or has disappeared, 2 usage error',
  },
  {
    name: 'homeassistant',
    about: 'Registers this meter as a device in Home Assistant; from then on serve pushes to it.',
    options: {
      url: { value: 'URL', about: 'address of Home Assistant, such as http://homeassistant.local:8123' },
      token: {
        value: 'T',
        about: 'long-lived access token from your profile; better set in KAMSTRUP_HAN_HOMEASSISTANT_TOKEN',
      },
      config: { value: 'FILE', defaultValue: 'han.json', about: 'settings of serve, created if missing' },
    },
    exitCodes: '0 registered, 1 failed, 2 usage error',
  },
];

/** The help of the whole program. */
export function helpOfProgram(version: string): string {
  const lines = COMMANDS.map((command) => `  ${command.name.padEnd(15)}${command.about}`);
  return (
    `kamstrup-han ${version}: reads the HAN port of a Kamstrup electricity meter\n\n` +
    `Usage: kamstrup-han COMMAND [options]\n\n${lines.join('\n')}\n\nkamstrup-han COMMAND --help lists the options.\n`
  );
}
