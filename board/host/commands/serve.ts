/** `serve`: reads a meter on a serial port, or a simulated one, and serves the readings over HTTP. */
import type { AddressInfo } from 'node:net';
import { type Storage, TICK_MS, type Uart } from '../../../src/board.js';
import { HOMEASSISTANT_FILE } from '../../../src/push/homeassistant.js';
import { createService } from '../../../src/service.js';
import { hasPushTarget, rawPort, type Settings } from '../../../src/settings/settings.js';
import { choiceOf, type Invocation, numberOf, UsageError } from '../arguments.js';
import { createHostBoard } from '../board.js';
import { makeConfig, readConfig } from '../files/config.js';
import { withPage } from '../files/page.js';
import { createFileStorage, createMemoryStorage } from '../files/storage.js';
import { withRawPort } from '../net/raw-port.js';
import { addressesOf, listen } from '../net/tcp.js';
import { untilSignal } from '../signals.js';
import { createDemoUart, DEMO_PAST_DAYS, DEMO_SITE } from '../uart/demo-uart.js';
import { METERS } from './options.js';

type Log = (line: string) => void;

async function uartOf(invocation: Invocation, settings: Settings, log: Log): Promise<Uart> {
  const isEye = settings.meter !== 'han';
  const path = invocation.values.serial;
  const demo = invocation.switches.has('demo');
  if (demo && isEye) throw new UsageError(`--demo simulates a HAN port only, not the meter '${settings.meter}'`);
  if (demo === (path !== undefined)) throw new UsageError('serve needs either --serial DEV or --demo');
  const baud = numberOf(invocation, 'baud', 300, 115200);
  const parity = choiceOf(invocation, 'parity', ['none', 'even', 'odd'] as const);
  // With pushes there is no past: other servers would take it for present values.
  if (path === undefined) return createDemoUart({ pastDays: hasPushTarget(settings) ? 0 : DEMO_PAST_DAYS });
  // Imported here, so that the demo and other commands work without the native module.
  const { createSerialUart } = await import('../uart/serial-uart.js');
  return createSerialUart(path, isEye ? null : { baud, bytesize: 8, parity, stopbits: 1 }, log);
}

function storageOf(config: string | undefined, demo: boolean, log: Log): Storage {
  if (config === undefined) return createMemoryStorage();
  const files = createFileStorage(config.replace(/\.json$/, ''), log);
  // The demo's energy is not kept, but its registration in Home Assistant is read, as it belongs to the settings.
  return demo ? createMemoryStorage((name) => (name === HOMEASSISTANT_FILE ? files.read(name) : undefined)) : files;
}

/** Runs until a signal stops it. Returns the exit code. Throws if it cannot listen on the address. */
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
  // Listens before the serial port is opened, so that an address in use ends the program early.
  const server = await listen(host, port, (socket) => service.accept(socket));
  const service = createService(
    createHostBoard({ uart, storage: withPage(storage), address: host, configFaults, log }),
    settings,
    () => {},
  );
  const stopped = untilSignal();
  for (const address of addressesOf(server.address() as AddressInfo)) log(`kamstrup-han answers at ${address}`);
  if (!config && !demo) log('nothing is saved for the next start; use --config FILE to save it');
  const ticks = setInterval(service.tick, TICK_MS);
  await stopped;
  clearInterval(ticks);
  service.save();
  server.close();
  // Timers and an open serial port would keep the process alive.
  setImmediate(() => process.exit());
  return 0;
}
