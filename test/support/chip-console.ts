/** An ESP32 with Espruino behind a socket, as far as `npm run flash` uses it: lines are evaluated by Node. */
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { createContext, runInContext } from 'node:vm';
import { crc32 } from '../../board/flash/files.js';
import { roomOf } from '../../board/flash/layout.js';
import { listen } from './flashing.js';

const TOTAL_BYTES = 262144;
const RESTART_MS = 100;
const LOG = '\x1b[0;31mE (1234) wifi: sta is connecting, return error\x1b[0m\r\n';

export interface ChipOptions {
  version: string;
  bluetooth: boolean;
  /** Variables with Bluetooth off. */
  total: number;
  /** A network that `Wifi.save()` has kept. */
  savedWifi: boolean;
  /** What the firmware prints when it starts. */
  says: string;
  ip: string;
  mode: string;
  /** Each fifth answer is damaged. */
  damages: boolean;
  /** The answer to this many writes never comes: the chip is gone. */
  diesAfterWrites: number;
}

export interface Chip {
  port: string;
  files: Map<string, Buffer>;
  /** What was done to it, in order. */
  events: string[];
  /** Changes what it is like from now on. */
  options: ChipOptions;
  /** Resolves when the port was closed, and all that came before was done. */
  closed(): Promise<void>;
  stop(): void;
}

const USUAL: ChipOptions = {
  version: '2v25',
  bluetooth: true,
  total: 5590,
  savedWifi: false,
  says: 'kamstrup-han answers at http://10.0.0.7/',
  ip: '0.0.0.0',
  mode: 'STA',
  damages: false,
  diesAfterWrites: Number.POSITIVE_INFINITY,
};

/** Storage as Espruino's: what is not erased cannot be written, and a file that is replaced stays as trash. */
function createStorage(chip: Chip): Record<string, unknown> {
  const { files, events } = chip;
  let trashBytes = 0;
  function drop(name: string): void {
    const file = files.get(name);
    if (file) trashBytes += roomOf(file.length);
    files.delete(name);
  }
  function write(name: string, text: string, offset = 0, size = 0): boolean {
    if (offset === 0) {
      drop(name);
      events.push(`write ${name}`);
      files.set(name, Buffer.alloc(size || text.length, 0xff));
    }
    const file = files.get(name) as Buffer;
    if (file.subarray(offset, offset + text.length).some((byte) => byte !== 0xff)) throw new Error('already written');
    file.write(text, offset, 'latin1');
    return true;
  }
  return {
    list: () => [...files.keys()],
    read: (name: string, from = 0, length = Number.POSITIVE_INFINITY) =>
      files
        .get(name)
        ?.toString('latin1')
        .slice(from, from + length),
    write,
    erase: drop,
    eraseAll() {
      events.push('erase all');
      files.clear();
      trashBytes = 0;
    },
    getStats() {
      const fileBytes = [...files.values()].reduce((sum, file) => sum + roomOf(file.length), 0);
      return { totalBytes: TOTAL_BYTES, fileBytes, trashBytes };
    },
  };
}

/** Starts a chip with these files; a log line of the ESP-IDF stands in the middle of each of its lines. */
export async function startChip(given: Partial<ChipOptions>, files: Record<string, string> = {}): Promise<Chip> {
  const options = { ...USUAL, ...given };
  let socket: Socket | null = null;
  let isUp = true;
  let lines = 0;
  let writes = 0;
  let context = createContext({});

  function print(text: string): void {
    lines++;
    const line = options.damages && lines % 5 === 0 ? text.replace(':=', ':-') : text;
    const place = (lines * 7) % (line.length + 1);
    socket?.write(Buffer.from(`${line.slice(0, place)}${LOG}${line.slice(place)}\r\n`, 'latin1'));
  }

  function restart(): void {
    isUp = false;
    setTimeout(() => {
      isUp = true;
      context = createWorld();
      print(' ____ Espruino');
      if (chip.files.has('.bootcde')) for (const line of options.says.split('\n')) print(line);
    }, RESTART_MS);
  }

  function createWorld(): ReturnType<typeof createContext> {
    const storage = createStorage(chip);
    const wifi = {
      save(what: string) {
        chip.events.push(`Wifi.save ${what}`);
        (storage.erase as (name: string) => void)('.wificfg');
      },
      getIP: () => ({ ip: options.ip }),
      getStatus: () => ({ mode: options.mode }),
    };
    const world: Record<string, unknown> = {
      print,
      atob: (text: string) => Buffer.from(text, 'base64').toString('latin1'),
      btoa: (text: string) => Buffer.from(text, 'latin1').toString('base64'),
      getSerial: () => '240ac4-123456',
      require: (name: string) => (name === 'Wifi' ? wifi : storage),
      process: {
        env: { VERSION: options.version, BOARD: 'ESP32' },
        memory: () => ({ free: 100, total: options.bluetooth ? 2769 : options.total }),
      },
      E: {
        CRC32: (text: string) => crc32(Buffer.from(text, 'latin1')) | 0,
        reboot() {
          chip.events.push('reboot');
          restart();
        },
      },
      ESP32: {
        getState: () => ({ BLE: options.bluetooth }),
        enableBLE(on: boolean) {
          chip.events.push(`Bluetooth ${on}`);
          options.bluetooth = on;
          chip.files.delete('.bootcde');
          restart();
        },
      },
      reset() {
        chip.events.push('reset');
        setTimeout(() => {
          context = createWorld();
        }, RESTART_MS);
      },
    };
    world.global = world;
    return createContext(world);
  }

  function evaluate(line: string): void {
    const code = line.replace('\x10', '');
    if (!isUp || !code) return;
    if (code.includes('(hanWrite(') && ++writes > options.diesAfterWrites) return;
    try {
      runInContext(code, context);
    } catch (error) {
      print(`Uncaught ${error}`);
    }
  }

  const { server, port }: { server: Server; port: string } = await listen((accepted) => {
    socket = accepted;
    let rest = '';
    accepted.on('error', () => {});
    accepted.setEncoding('latin1').on('data', (text) => {
      const given = (rest + text).split('\n');
      rest = given.pop() ?? '';
      given.forEach(evaluate);
    });
  });
  const contents = new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text, 'latin1')]));
  if (options.savedWifi) contents.set('.wificfg', Buffer.from('{}'));
  const chip: Chip = {
    port,
    files: contents,
    events: [],
    options,
    async closed() {
      if (socket && !socket.closed) await once(socket, 'close');
    },
    stop() {
      server.close();
      socket?.destroy();
    },
  };
  context = createWorld();
  return chip;
}
