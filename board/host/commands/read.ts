/** `read`: one read-out of a meter by its optical eye. */

import { TICK_MS } from '../../../src/board.js';
import { createLinkCounters, type LinkCounters } from '../../../src/bytes/link-counters.js';
import { createPoller } from '../../../src/eye/poller.js';
import { createReading } from '../../../src/reading/reading.js';
import { scaleOf } from '../../../src/reading/scale.js';
import { checkSettings, coreSettings } from '../../../src/settings/settings.js';
import { measurementMembers, meterMembers } from '../../../src/status/status.js';
import { createHostBoard } from '../board.js';
import { createMemoryStorage } from '../files/storage.js';
import { choiceOf, type Invocation, METERS, numberOf, UsageError } from '../options.js';

const FAILED = 1;

type Value = string | number | null | { value: number; unit: string | null };

/** Rows of name and value; what is not known is left out. */
function tableOf(told: Record<string, unknown>): string {
  const rows: [string, string][] = [];
  for (const [name, value] of Object.entries(told)) {
    if (value === null) continue;
    if (typeof value !== 'object') {
      rows.push([name, `${value}`]);
      continue;
    }
    for (const [part, one] of Object.entries(value as Record<string, Value>)) {
      if (one === null) continue;
      const text = typeof one === 'object' ? [one.value, one.unit].filter((it) => it !== null).join(' ') : `${one}`;
      rows.push([`${name} ${part}`, text.replace(/[^\x20-\x7e]/g, '?')]);
    }
  }
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}\n`).join('');
}

/** Why there is no answer, as far as the counters tell, and what to try. */
function failureOf({ bytes, frames, fcs_errors }: LinkCounters, seconds: number): string {
  const came = `${bytes} bytes came, with ${frames} good answers and ${fcs_errors} of a wrong checksum`;
  return `no good answer within ${seconds} s; ${came}. Is the head on the eye, the right way up, and --meter right?`;
}

/** Asks until a poll was answered; returns the exit code. Throws `UsageError`, and if the port cannot be opened. */
export async function readOnce(invocation: Invocation, log: (line: string) => void): Promise<number> {
  const path = invocation.values.serial;
  if (path === undefined) throw new UsageError('read takes --serial DEV');
  const meter = choiceOf(invocation, 'meter', METERS.slice(1));
  const timeoutMs = numberOf(invocation, 'timeout', 1, 3600) * 1000;
  const { settings } = checkSettings(coreSettings(), { meter });
  // Loaded only here: other commands need no native module.
  const { createSerialUart } = await import('../line/serial.js');
  const uart = createSerialUart(path, null, log, true);
  const board = createHostBoard({ uart, storage: createMemoryStorage(), address: '', configFaults: [], log });
  const link = createLinkCounters();
  const reading = createReading();
  let ticks: NodeJS.Timeout | undefined;
  const text = await new Promise<string>((resolve, reject) => {
    const poller = createPoller(board, settings, reading, link, () => {
      const values = `${meterMembers(reading)},${measurementMembers(reading, scaleOf(settings))}`;
      resolve(`{${values},"registers":${poller.registers()}}`);
    });
    const end = board.now() + timeoutMs;
    uart.open(poller.receive);
    ticks = setInterval(() => {
      const fault = uart.fault() ?? '';
      if (/cannot be opened|has vanished/.test(fault)) reject(new Error(fault));
      if (board.now() > end) resolve('');
      poller.tick();
    }, TICK_MS);
  }).finally(() => clearInterval(ticks));
  if (text === '') log(`${path}: ${failureOf(link, timeoutMs / 1000)}`);
  else process.stdout.write(invocation.switches.has('json') ? `${text}\n` : tableOf(JSON.parse(text)));
  // The serial port would keep the process alive.
  setImmediate(() => process.exit());
  return text === '' ? FAILED : 0;
}
