/** `decode`: reads a capture and prints one JSON object per list. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createLinkCounters, type LinkCounters } from '../../../src/bytes/link-counters.js';
import { createHdlcReader } from '../../../src/han/hdlc.js';
import { createListReader } from '../../../src/han/list.js';
import { describeUnknownList } from '../../../src/han/unknown-list.js';
import { clearRegisters, createReading } from '../../../src/reading/reading.js';
import { scaleOf } from '../../../src/reading/scale.js';
import type { Settings } from '../../../src/settings/settings.js';
import { measurementMembers, meterMembers } from '../../../src/status/status.js';
import { type Invocation, UsageError } from '../arguments.js';
import { createCapture } from '../files/capture.js';
import { readConfig } from '../files/config.js';

const FAILED = 1;

interface Decoder {
  readonly link: LinkCounters;
  /** How many lists could not be read, by list version. */
  readonly unknown: Map<string, number>;
  receive(bytes: Uint8Array): void;
  /** The capture has ended: what is still buffered is no frame. */
  end(): void;
}

/** Makes a decoder that calls `onList` with each list as JSON. Registers are in a list's JSON only if the list contains them. */
function createDecoder(settings: Settings, onList: (json: string) => void): Decoder {
  const scale = scaleOf(settings);
  const hideMeterId = settings.hide_meter_id === true;
  const link = createLinkCounters();
  const unknown = new Map<string, number>();
  const reading = createReading();
  reading.hideMeterId = hideMeterId;
  const reader = createHdlcReader(link, (total, information) => {
    if (lists.read(total, information)) {
      link.lists++;
      onList(`{${meterMembers(reading)},${measurementMembers(reading, scale)}}`);
      clearRegisters(reading);
      return;
    }
    const version = describeUnknownList(reader.frame, total, information);
    const name = hideMeterId ? version.replace(/[0-9]/g, '#') : version;
    unknown.set(name, (unknown.get(name) ?? 0) + 1);
    link.unknown_lists++;
  });
  const lists = createListReader(reader.frame, reading);
  return { link, unknown, receive: reader.receive, end: reader.flush };
}

/** Decodes `input`, piece by piece, and prints its lists on standard output. */
async function decodeStream(input: Readable, settings: Settings): Promise<Decoder> {
  const capture = createCapture();
  let lines = '';
  const decoder = createDecoder(settings, (json) => {
    lines += `${json}\n`;
  });
  for await (const piece of input) {
    decoder.receive(capture.take(piece));
    if (!process.stdout.write(lines)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    lines = '';
  }
  decoder.receive(capture.end());
  decoder.end();
  process.stdout.write(lines);
  return decoder;
}

/**
 * Decodes FILE, or standard input for `-`, and logs the counters. Returns the exit code. Throws `UsageError` if FILE
 * cannot be read.
 */
export async function decode(invocation: Invocation, log: (line: string) => void): Promise<number> {
  const file = invocation.argument as string;
  const { settings } = readConfig(invocation.values.config, log);
  const input = file === '-' ? process.stdin : createReadStream(file);
  const { link, unknown } = await decodeStream(input, settings).catch((error: Error) => {
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  });
  for (const [name, count] of unknown) log(`${count} x ${name}: unknown list`);
  if (!link.lists) log('no list found');
  for (const [name, count] of Object.entries(link)) if (count) log(`${name} ${count}`);
  return link.lists ? 0 : FAILED;
}
