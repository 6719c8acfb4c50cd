/**
 * Runs a flash image with the true Espruino for the ESP32 in the emulator that `QEMU_ESP32` names (CONTRIBUTING.md says what
 * that program must do), and speaks to its console.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Console, openConsole } from '../../board/flash/console.js';
import { openerOf } from '../../board/flash/link.js';
import { tempFolder } from '../support/folders.js';
import { freePort, track, until } from '../support/program.js';

const PROGRAM = process.env.QEMU_ESP32 ?? '';
const IMAGE = process.env.ESP32_FLASH ?? '';
/** Why the suite cannot run; null if it can. */
export const SKIPPED =
  existsSync(PROGRAM) && existsSync(IMAGE)
    ? null
    : 'skipped: this needs QEMU_ESP32=/path/of/an/emulator and ESP32_FLASH=/path/of/a/4 MB image; see CONTRIBUTING.md';

/** Seconds until the interpreter answers; a chip whose clock runs slower takes three times as long as another. */
const BOOT_S = 120;
/** Seconds until the firmware has joined the network. */
export const JOIN_S = 90;
/** The line of the firmware when it can be reached. */
export const REACHED = /kamstrup-han answers at http:\S+[\r\n]/;
/** Counts instructions: the clock of the chip goes on by 2^3 ns with each of them, and stands still while the host is busy. */
const COUNTING = ['-icount', 'shift=3,align=off,sleep=on'];
export const NS_PER_INSTRUCTION = 8;

const folder = tempFolder('esp32');

/** A copy of an image, since the chip writes to it; of the one that `ESP32_FLASH` names if none is given. */
export function copyImage(name: string, from = IMAGE): string {
  const to = join(folder, name);
  copyFileSync(from, to);
  return to;
}

export interface Chip {
  /** `tcp://HOST:PORT` of UART0. It takes one client at a time: not while `console` is open. */
  port: string;
  /** Where port 80 of the chip is reached, without a path. */
  url: string;
  /** Opens the session on UART0 and waits until the interpreter answers. */
  open(): Promise<Console>;
  /** Sends bytes to UART2, at the speed of its line. */
  sendToMeterPort(bytes: Uint8Array): void;
  /** Switches the power off. */
  stop(): Promise<void>;
}

/** Switches a chip with this image on; `counts` instructions or runs as fast as the host can. */
export async function powerOn(image: string, counts = false): Promise<Chip> {
  const names = ['CONSOLE', 'UART1', 'UART2', 'HTTP', 'MONITOR'];
  const ports: Record<string, number> = {};
  for (const name of names) ports[name] = await freePort();
  const env = { ...process.env, ...Object.fromEntries(names.map((name) => [name, `${ports[name]}`])) };
  const child: ChildProcess = track(spawn(PROGRAM, [image, ...(counts ? COUNTING : [])], { env, stdio: 'ignore' }));
  const port = `tcp://127.0.0.1:${ports.CONSOLE}`;
  const meterPort = await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`the emulator has ended with ${child.exitCode}`);
      const socket = connect(ports.UART2, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    },
    'UART2 of the emulator',
    BOOT_S,
  );
  let session: Console | null = null;

  async function open(): Promise<Console> {
    const opened = await openConsole(port, openerOf(port));
    session = opened;
    // Not with `wake`: its Ctrl-C would wait in the line until the chip has started, and then interrupt what is asked.
    await until(
      async () => {
        opened.send('');
        return opened.ask<number>('1');
      },
      'the interpreter',
      BOOT_S,
    );
    return opened;
  }

  async function stop(): Promise<void> {
    await session?.close();
    meterPort.destroy();
    if (child.exitCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  }

  return {
    port,
    url: `http://127.0.0.1:${ports.HTTP}`,
    open,
    sendToMeterPort: (bytes) => {
      meterPort.write(bytes);
    },
    stop,
  };
}

/** GPIO_OUT_W1TS, GPIO_OUT_W1TC, GPIO_ENABLE_W1TS and GPIO_ENABLE_W1TC (ESP32 Technical Reference Manual, 4.12). */
const [OUT_SET, OUT_CLEAR, ENABLE_SET, ENABLE_CLEAR] = [0x3ff44008, 0x3ff4400c, 0x3ff44024, 0x3ff44028];

/** The statement that holds the button, or lets it go: an emulated pin without a wire keeps the level that it was driven to. */
export function pullButton(isHeld: boolean): string {
  return `poke32(${isHeld ? OUT_CLEAR : OUT_SET},1);poke32(${ENABLE_SET},1);poke32(${ENABLE_CLEAR},1)`;
}

/** Waits until the firmware has printed this; rejects with its last line. */
export async function printed(session: Console, pattern: RegExp, seconds: number): Promise<RegExpExecArray> {
  const match = await session.waitFor(pattern, seconds);
  if (!match)
    throw new Error(
      `${pattern} was not printed within ${seconds} s; the console said: ${session.output().slice(-300)}`,
    );
  return match;
}
