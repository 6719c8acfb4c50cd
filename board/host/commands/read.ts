/** `read`: reads a meter once through its optical eye. */
import { TICK_MS, type Uart } from '../../../src/board.js';
import { createLinkCounters, type LinkCounters } from '../../../src/bytes/link-counters.js';
import { createPoller } from '../../../src/eye/poller.js';
import { createReading } from '../../../src/reading/reading.js';
import { scaleOf } from '../../../src/reading/scale.js';
import { checkSettings, coreSettings, type Settings } from '../../../src/settings/settings.js';
import { measurementMembers, meterMembers } from '../../../src/status/status.js';
import { choiceOf, type Invocation, numberOf, UsageError } from '../arguments.js';
import { createHostBoard } from '../board.js';
import { createMemoryStorage } from '../files/storage.js';
import { METERS } from './options.js';

const FAILED = 1;

type Log = (line: string) => void;
type Value = string | number | null | { value: number; unit: string | null };

/** Rows of name and value, one for each value that is known. */
function tableOf(answer: Record<string, unknown>): string {
  const rows: [string, string][] = [];
  for (const [name, value] of Object.entries(answer)) {
    if (value === null) continue;
    if (typeof value !== 'object') {
      rows.push([name, `${value}`]);
      continue;
    }
    for (const [part, one] of Object.entries(value as Record<string, Value>)) {
      if (one === null) continue;
      const words = typeof one === 'object' ? [one.value, one.unit] : [one];
      const text = words.filter((word) => word !== null).join(' ');
      rows.push([`${name} ${part}`, text.replace(/[^\x20-\x7e]/g, '?')]);
    }
  }
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}\n`).join('');
}

/** Describes, from the counters, a read-out without a good answer, and what to check. */
function failureOf({ bytes, frames, fcs_errors }: LinkCounters, seconds: number): string {
  return (
    `no good answer within ${seconds} s; received ${bytes} bytes, ${frames} good answers and ${fcs_errors} with a wrong ` +
    'checksum. Check that the head sits on the eye the right way up, and that --meter is right'
  );
}

/** Polls until a poll has succeeded; resolves with its values as JSON, or null after the timeout. Rejects if the port fails. */
async function poll(
  uart: Uart,
  settings: Settings,
  link: LinkCounters,
  timeoutMs: number,
  log: Log,
): Promise<string | null> {
  const board = createHostBoard({ uart, storage: createMemoryStorage(), address: '', configFaults: [], log });
  const reading = createReading();
  let ticks: NodeJS.Timeout | undefined;
  return new Promise<string | null>((resolve, reject) => {
    const poller = createPoller(board, settings, reading, link, () => {
      const values = `${meterMembers(reading)},${measurementMembers(reading, scaleOf(settings))}`;
      resolve(`{${values},"registers":${poller.registers()}}`);
    });
    const end = board.now() + timeoutMs;
    uart.open(poller.receive);
    ticks = setInterval(() => {
      const fault = uart.fault() ?? '';
      if (/cannot be opened|has disappeared/.test(fault)) reject(new Error(fault));
      if (board.now() > end) resolve(null);
      poller.tick();
    }, TICK_MS);
  }).finally(() => clearInterval(ticks));
}

/** Reads the meter and prints its values. Returns the exit code. Throws `UsageError`, and if the port cannot be opened. */
export async function readOnce(invocation: Invocation, log: Log): Promise<number> {
  const path = invocation.values.serial;
  if (path === undefined) throw new UsageError('read needs --serial DEV');
  const meter = choiceOf(invocation, 'meter', METERS.slice(1));
  const timeoutMs = numberOf(invocation, 'timeout', 1, 3600) * 1000;
  const { settings } = checkSettings(coreSettings(), { meter });
  // Imported here, so that other commands work without the native module.
  const { createSerialUart } = await import('../uart/serial-uart.js');
  const link = createLinkCounters();
  const json = await poll(createSerialUart(path, null, log, true), settings, link, timeoutMs, log);
  if (json === null) log(`${path}: ${failureOf(link, timeoutMs / 1000)}`);
  else process.stdout.write(invocation.switches.has('json') ? `${json}\n` : tableOf(JSON.parse(json)));
  // An open serial port would keep the process alive.
  setImmediate(() => process.exit());
  return json === null ? FAILED : 0;
}
