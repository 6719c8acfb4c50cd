/** What the tool needs to know of the board, and what it changes there before the upload. */
import { SUPPORTED, versionFault } from '../esp32/version.js';
import type { Console } from './console.js';
import { FlashError, HOW_TO_INSTALL } from './errors.js';

const BOARD = 'ESP32';
/** The oldest Espruino release that has all functions that the firmware uses. */
const OLDEST = 20;
/** The firmware takes about half of it; with Bluetooth on there are 2769 to 3080. */
const LEAST_VARIABLES = 5000;
const RESTART_S = 40;
const STOP_S = 20;

/** What tests accept. */
export interface Tolerance {
  /** An Espruino that is not on an ESP32, and with less memory. */
  anyBoard: boolean;
  /** A version that loses bytes. */
  anyVersion: boolean;
}

/** What the board reports about itself. */
export interface Identity {
  version: string;
  board: string;
  serial: string;
  /** Bluetooth is on. */
  bluetooth: boolean;
}

/** Variables of the interpreter. */
export interface Memory {
  free: number;
  total: number;
}

const HAS_CHIP = 'typeof ESP32!=="undefined"';
const BLUETOOTH = `(${HAS_CHIP}&&!!ESP32.getState().BLE)`;
const IDENTITY = `{version:process.env.VERSION,board:process.env.BOARD,serial:getSerial(),bluetooth:${BLUETOOTH}}`;

function releaseOf(version: string): number {
  const match = /^(\d+)v(\d+)/.exec(version);
  return match ? (Number(match[1]) - 2) * 1000 + Number(match[2]) : 0;
}

/** Throws `FlashError` if the firmware does not run on this board. */
export function checkIdentity({ board, version }: Identity, tolerance: Tolerance): void {
  if (board !== BOARD && !tolerance.anyBoard) {
    throw new FlashError(
      `this is an Espruino on ${board}, but the firmware is for the ${BOARD}. Check the port. ` +
        `For a new ${BOARD} ${HOW_TO_INSTALL}`,
    );
  }
  if (releaseOf(version) < OLDEST) {
    throw new FlashError(`Espruino ${version} is too old: install ${SUPPORTED}; ${HOW_TO_INSTALL}`);
  }
  const fault = versionFault(version);
  if (fault && !tolerance.anyVersion) throw new FlashError(`${fault}; ${HOW_TO_INSTALL}`);
}

/** Throws `FlashError` if the interpreter has too little memory for the firmware. */
export function checkMemory({ total }: Memory, tolerance: Tolerance): void {
  if (total >= LEAST_VARIABLES || tolerance.anyBoard) return;
  throw new FlashError(
    `this Espruino has ${total} variables, but the firmware needs ${LEAST_VARIABLES}: install ${SUPPORTED}; ${HOW_TO_INSTALL}`,
  );
}

export function askIdentity(session: Console): Promise<Identity> {
  return session.ask<Identity>(IDENTITY);
}

/** The memory without garbage. */
export function askMemory(session: Console): Promise<Memory> {
  return session.ask<Memory>('(function(m){return{free:m.free,total:m.total}})(process.memory())');
}

/**
 * Switches Bluetooth off for good and waits for the restart. Espruino keeps that in the chip's own memory (NVS), and erases the
 * firmware. Throws `FlashError` if Bluetooth stays on.
 */
export async function switchBluetoothOff(session: Console): Promise<void> {
  session.send('ESP32.enableBLE(false)');
  if (await session.isTrueWithin(`!${BLUETOOTH}`, RESTART_S)) return;
  throw new FlashError(
    `the board has not come back with Bluetooth off within ${RESTART_S} s. Press its reset button and run the same command again`,
  );
}

/** Stops the program on the board: it runs from the Storage, which is erased. Throws `FlashError` if that fails. */
export async function stopProgram(session: Console): Promise<void> {
  session.send('global.hanStop=1;reset()');
  if (await session.isTrueWithin('typeof hanStop==="undefined"', STOP_S)) return;
  throw new FlashError(
    'the program on the board cannot be stopped. Press its reset button and run the same command again',
  );
}

/** Removes a network that `Wifi.save()` has kept: Espruino would join it before the firmware runs. True if there was one. */
export function clearWifi(session: Console): Promise<boolean> {
  return session.ask<boolean>(
    `(${HAS_CHIP}&&(function(n){require("Wifi").save("clear");return require("Storage").list().length<n})` +
      '(require("Storage").list().length))',
  );
}
