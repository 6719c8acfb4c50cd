/** Boots the device's bundle, unmodified, on the Espruino for Linux that `ESPRUINO` names. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../support/folders.js';
import { freePort, until } from '../support/program.js';
import { openPair } from '../support/terminals.js';
import { CHIP, chipLibrary, type Habits, habitsOf } from './habits.js';
import { ask, DIST, INTERPRETER, launch, type Run, VERSION, writeFlash } from './launch.js';

/** What goes before the bundle, in this order. */
const PRELUDE = [
  'prelude',
  'chip/pins',
  'chip/wifi',
  'chip/serial',
  'chip/bluetooth',
  'chip/storage',
  'chip/flash',
  'chip/clock',
];
/** Files in the folder of the interpreter that tell chip.c what to do. */
const CLOCK_IS_SET = 'clock-is-set';
const POWER_CUT = 'power-cut';

export interface BootOptions {
  /** Habits of the chip other than those of `CHIP`. */
  habits?: Partial<Habits>;
  /** Code that runs before the bundle. */
  more?: string;
  /** Time passes for the firmware as far as the test says so (`pass`), and in no other way. */
  held?: boolean;
  /** What else is in its flash, in this order, behind what the bench writes; a file with an empty text is left out. */
  files?: Record<string, string>;
  /** `config.json` stands in front of the firmware: the flash has a hole there as soon as a setting has changed. */
  configFirst?: boolean;
}

export interface Device {
  /** Where its HTTP server answers, without a path. */
  url: string;
  /** The terminal on which a meter may play. */
  meter: string;
  /** The working directory of the interpreter, with its flash in `espruino.flash`. */
  folder: string;
  /** All that the console has said since the start of the run. */
  said(): string;
  /** The value of an expression, asked over a socket that the prelude opens. */
  evaluate<T>(expression: string): Promise<T>;
  powerOff(): Promise<void>;
  /** Starts the interpreter again from the same flash, as after a power cut, or after it has ended; waits for an answer, if `waits`. */
  reboot(waits?: boolean): Promise<void>;
  /** Resolves when the interpreter has ended: the bundle has asked for a restart, or something has killed the chip. */
  ended(): Promise<void>;
  /** The power goes in the middle of this write to the flash, counted from now; needs `cc`. */
  cutPower(write: number): void;
  stop(): void;
}

/** What runs before the bundle: the prelude with what it needs to know. */
function preludeOf(values: Record<string, unknown>, line: string): string {
  const set = Object.entries(values).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const code = PRELUDE.map((name) => readFileSync(`test/espruino/${name}.js`, 'latin1'));
  return [`var LINE=${line},${set.join()};`, ...code].join('\n');
}

/** Files that the firmware reads from its flash: parts of its code, and the page of the setup portal. */
function partsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.js') || name === 'setup.html');
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** Boots a device with this configuration. */
export async function boot(config: Record<string, unknown>, options: BootOptions = {}): Promise<Device> {
  const folder = tempFolder('espruino');
  const { meter, reader, socat } = await openPair(folder);
  const [port, askPort] = [await freePort(), await freePort()];
  const { files = {}, more = '' } = options;
  const habits = { ...CHIP, ...options.habits };
  const library = chipLibrary(INTERPRETER as string);
  // The optical eye is asked where its code is there.
  const line = config.meter && files['eye.js'] === undefined ? 'Serial2' : 'Serial3';
  const values = { METER: reader, ASK_PORT: askPort, HABITS: habitsOf(habits, VERSION) };
  const settings = { 'config.json': JSON.stringify({ http_port: port, ...config }) };
  const firmware = { '.bootcde': readFileSync(`${DIST}/esp32.js`, 'latin1'), ...partsOf(`${DIST}/page`) };
  await writeFlash(folder, {
    '.boot0': preludeOf(values, line),
    '.boot1': `LENT.held=${options.held === true};${more}`,
    ...(options.configFirst ? { ...settings, ...firmware } : { ...firmware, ...settings }),
    ...files,
  });

  function powerOn(): Run {
    if (habits.clock) rmSync(join(folder, CLOCK_IS_SET), { force: true });
    else writeFileSync(join(folder, CLOCK_IS_SET), '');
    return launch(folder, [], library);
  }

  let run = powerOn();

  function answers(): Promise<unknown> {
    const { child, exit } = run;
    const dead = exit.then(() => {
      throw new Error(`the interpreter has ended with ${child.exitCode ?? child.signalCode}`);
    });
    const alive = until(
      async () => (await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) })).status,
      'the device',
    );
    return Promise.race([alive, dead]).catch((error: Error) => {
      throw new Error(`${error.message}; the console said: ${run.said().slice(0, 3000)}`);
    });
  }

  async function evaluate<T>(expression: string): Promise<T> {
    const answer = await ask(askPort, expression);
    if (!answer) throw new Error(`no answer to ${expression}; the console said: ${run.said().slice(-1500)}`);
    return JSON.parse(answer);
  }

  async function ended(): Promise<void> {
    await run.exit;
  }

  async function powerOff(): Promise<void> {
    run.child.kill('SIGKILL');
    await ended();
  }

  async function reboot(waits = true): Promise<void> {
    await powerOff();
    run = powerOn();
    if (waits) await answers();
  }

  function cutPower(write: number): void {
    writeFileSync(join(folder, POWER_CUT), `${write}`);
  }

  function stop(): void {
    run.child.kill('SIGKILL');
    socat.kill();
  }

  await answers();
  const url = `http://127.0.0.1:${port}`;
  return { url, meter, folder, said: () => run.said(), evaluate, powerOff, reboot, ended, cutPower, stop };
}
