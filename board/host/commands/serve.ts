/** `serve`: the service on a PC, reading a serial port or a simulated meter. */
import type { AddressInfo } from 'node:net';
import { type Storage, TICK_MS, type Uart } from '../../../src/board.js';
import { HOMEASSISTANT_FILE } from '../../../src/push/homeassistant.js';
import { createService } from '../../../src/service.js';
import { hasPushTarget, rawPort, type Settings } from '../../../src/settings/settings.js';
import { createHostBoard } from '../board.js';
import { makeConfig, readConfig } from '../config.js';
import { withPage } from '../files/page.js';
import { createFileStorage, createMemoryStorage } from '../files/storage.js';
import { createDemoUart, DEMO_PAST_DAYS, DEMO_SITE } from '../line/demo.js';
import { withRawPort } from '../net/raw.js';
import { addressesOf, listen } from '../net/server.js';
import { choiceOf, type Invocation, METERS, numberOf, UsageError } from '../options.js';
import { untilSignal } from '../signals.js';

type Log = (line: string) => void;

async function uartOf(invocation: Invocation, settings: Settings, log: Log): Promise<Uart> {
  const eye = settings.meter !== 'han';
  const path = invocation.values.serial;
  const demo = invocation.switches.has('demo');
  if (demo && eye) throw new UsageError('the demo plays the HAN port');
  if (demo === (path !== undefined)) throw new UsageError('serve takes either --serial DEV or --demo');
  const baud = numberOf(invocation, 'baud', 300, 115200);
  const parity = choiceOf(invocation, 'parity', ['none', 'even', 'odd'] as const);
  // What is long past is not to be pushed as if it were now.
  if (path === undefined) return createDemoUart({ pastDays: hasPushTarget(settings) ? 0 : DEMO_PAST_DAYS });
  // Loaded only here: the demo and `decode` need no native module.
  const { createSerialUart } = await import('../line/serial.js');
  return createSerialUart(path, eye ? null : { baud, bytesize: 8, parity, stopbits: 1 }, log);
}

function storageOf(config: string | undefined, demo: boolean, log: Log): Storage {
  if (config === undefined) return createMemoryStorage();
  const files = createFileStorage(config.replace(/\.json$/, ''), log);
  // What a demo counts is nobody's; but the device that it is for Home Assistant is that of the settings.
  return demo ? createMemoryStorage((name) => (name === HOMEASSISTANT_FILE ? files.read(name) : undefined)) : files;
}

/** Runs until a signal stops it; returns the exit code. Throws if the address cannot be had. */
export async function serve(invocation: Invocation, log: Log): Promise<number> {
  const host = invocation.values.host as string;
  const port = numberOf(invocation, 'port', 0, 65535);
  const config = invocation.values.config;
  const demo = invocation.switches.has('demo');
  if (config && !demo) makeConfig(config, log);
  const { settings, faults: configFaults } = readConfig(config, log, demo ? DEMO_SITE : {});
  if (invocation.values.meter) settings.meter = choiceOf(invocation, 'meter', METERS);
  const line = await uartOf(invocation, settings, log);
  const uart = await withRawPort(line, host, rawPort(settings), log);
  const storage = storageOf(config, demo, log);
  // An address that is taken is found before the meter's line is opened.
  const server = await listen(host, port, (socket) => service.accept(socket));
  const service = createService(
    createHostBoard({ uart, storage: withPage(storage), address: host, configFaults, log }),
    settings,
    () => {},
  );
  const stopped = untilSignal();
  for (const address of addressesOf(server.address() as AddressInfo)) log(`kamstrup-han answers at ${address}`);
  if (!config && !demo) log('nothing is kept over a restart; --config FILE says where to');
  const ticks = setInterval(service.tick, TICK_MS);
  await stopped;
  clearInterval(ticks);
  service.save();
  server.close();
  // Timers and the serial port would keep the process alive.
  setImmediate(() => process.exit());
  return 0;
}
