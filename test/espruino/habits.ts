/** The habits of an ESP32 that an Espruino for Linux lacks. The bench plays them; each can be switched off. */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { openSync, readSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tempFolder } from '../support/folders.js';

export interface Habits {
  /** The driver hands bytes over in pieces: of 120, or as many as the threshold of its FIFO says, or after a pause. */
  pieces: boolean;
  /** A threshold that the firmware sets counts; off: the pieces stay at 120, as where the registers cannot be reached. */
  fifo: boolean;
  /** Espruino's task fetches at most 256 bytes each 100 ms, from a ring of 1024. */
  slowPoll: boolean;
  /** The clock starts at 1970, and `Wifi.setSNTP` sets it, which makes each timer due. Needs `cc`. */
  clock: boolean;
  /** The Wi-Fi is an open access point at first, and `connect` and `scan` leave it so. */
  accessPoint: boolean;
  /** `setHostname` kills once there was an address. */
  hostname: boolean;
  /** Names and passwords are cut by one character: to 31, 63 and 62. */
  lengths: boolean;
  /** A scan fails: it is never answered, and the next one throws. */
  scan: 'works' | 'fails';
  /** `E.hwRand` gives the same numbers on every device. */
  random: boolean;
  /** The button reads as in this version: up to 2v25 it is 1 while nobody holds it. Off: 1 while it is held. */
  button: boolean;
  /** GPIO 6 to 11 are the flash: using one kills. */
  pins: boolean;
  /** Bluetooth is on. */
  bluetooth: boolean;
  /** A compaction while code runs from Storage kills. */
  compaction: boolean;
  /** The version that `process` tells; its own if empty. */
  version: string;
}

/** As the chip is. Scans work, since otherwise there would be no list of networks to test. */
export const CHIP: Habits = {
  pieces: true,
  fifo: true,
  slowPoll: true,
  clock: true,
  accessPoint: true,
  hostname: true,
  lengths: true,
  scan: 'works',
  random: true,
  button: true,
  pins: true,
  bluetooth: true,
  compaction: true,
  version: '',
};

/** None of the habits but those that are named. */
export function only(habits: Partial<Habits>): Habits {
  const none = Object.fromEntries(Object.entries(CHIP).map(([name, value]) => [name, value === true ? false : value]));
  return { ...(none as unknown as Habits), ...habits };
}

/** Major, minor and build of a version: `2v29.277` is 2, 29 and 277. */
function numbersOf(version: string): [number, number, number] {
  const match = /^(\d+)v(\d+)(?:\.(\d+))?/.exec(version);
  if (!match) throw new Error(`${version} is no version of Espruino`);
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

function isAtLeast(version: string, minor: number, build: number): boolean {
  const [major, itsMinor, itsBuild] = numbersOf(version);
  return major > 2 || itsMinor > minor || (itsMinor === minor && itsBuild >= build);
}

/** Why the firmware is not tested on this version; null if it is supported. */
export function refusalOf(version: string): string | null {
  if (version === '2v25' || isAtLeast(version, 29, 271)) return null;
  const supported = 'take 2v25, or a build from 2v29.271 on';
  if (isAtLeast(version, 26, 0) && !isAtLeast(version, 29, 96)) {
    return `Espruino ${version} loses most bytes of each list on an ESP32 (Espruino issue 2718): ${supported}`;
  }
  return `Espruino ${version} is not supported: ${supported}`;
}

/** What the prelude needs to know: the habits, and how this version does things. */
export function habitsOf(habits: Habits, interpreter: string): Record<string, unknown> {
  const version = habits.version || interpreter;
  const values = {
    ...habits,
    scan: habits.scan === 'fails',
    buttonInverted: habits.button && !isAtLeast(version, 26, 0),
    startsWifi: habits.accessPoint && !isAtLeast(version, 29, 271),
    callsBack: isAtLeast(version, 29, 271),
    seed: randomInt(2, 2 ** 31),
  };
  // The interpreter has little memory: what is not there is false.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value));
}

/** The version of an interpreter, as it tells it itself. */
export function versionOf(interpreter: string): string {
  const run = spawnSync(interpreter, ['-e', 'print("version "+process.version);quit()'], { timeout: 10_000 });
  const version = /version (\d+v\S+)/.exec(run.stdout?.toString('latin1') ?? '')?.[1];
  if (!version) throw new Error(`${interpreter} is no Espruino: ${run.error?.message ?? run.stdout}`);
  return version;
}

let library: string | undefined;

/** The library to preload, compiled for this interpreter; empty if there is no compiler for it, which is said once. */
export function chipLibrary(interpreter: string): string {
  if (library !== undefined) return library;
  const head = Buffer.alloc(5);
  readSync(openSync(interpreter, 'r'), head);
  // EI_CLASS of an ELF file: 1 is 32 bits.
  const width = head[4] === 1 ? ['-m32'] : [];
  const file = join(tempFolder('chip'), 'chip.so');
  const source = resolve('test/espruino/chip/chip.c');
  const cc = spawnSync('cc', [...width, '-shared', '-fPIC', '-O1', '-o', file, source, '-ldl']);
  if (cc.status !== 0)
    console.log('the clock of the chip is not played: this needs cc, which makes the library for it');
  library = cc.status === 0 ? file : '';
  return library;
}
