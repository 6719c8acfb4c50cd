/** `decode`: a capture in, one JSON object per list out. */

import { createReadStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { createLinkCounters, type LinkCounters } from '../../../src/bytes/link-counters.js';
import { createHdlcReader } from '../../../src/han/hdlc.js';
import { createListReader } from '../../../src/han/list.js';
import { describeUnknownList } from '../../../src/han/unknown-list.js';
import { clearRegisters, createReading } from '../../../src/reading/reading.js';
import { type Scale, scaleOf } from '../../../src/reading/scale.js';
import type { Settings } from '../../../src/settings/settings.js';
import { measurementMembers, meterMembers } from '../../../src/status/status.js';
import { createCapture } from '../capture.js';

interface Decoder {
  readonly link: LinkCounters;
  /** What could not be read, by name, and how often it came. */
  readonly unknown: Map<string, number>;
  receive(bytes: Uint8Array): void;
  end(): void;
}

/** Makes a decoder that hands each list over as a line of JSON. A list tells only what is in it: registers do not stay. */
function createDecoder(scale: Scale, onList: (json: string) => void, hideMeterId = false): Decoder {
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

/**
 * Decodes FILE, or standard input for `-`. Lists go to `out`, a summary to `err`.
 * Returns 0 if a list was found, 1 if none. Throws the error of a file that cannot be read.
 */
export async function decode(file: string, settings: Settings, out: Writable, err: Writable): Promise<number> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file);
  const capture = createCapture();
  let lines = '';
  const decoder = createDecoder(
    scaleOf(settings),
    (json) => {
      lines += `${json}\n`;
    },
    settings.hide_meter_id === true,
  );
  for await (const piece of input) {
    decoder.receive(capture.take(piece));
    if (!out.write(lines)) await new Promise((resolve) => out.once('drain', resolve));
    lines = '';
  }
  decoder.receive(capture.end());
  decoder.end();
  out.write(lines);
  for (const [name, count] of decoder.unknown) err.write(`${count} x ${name}: not one that can be read\n`);
  if (!decoder.link.lists) err.write('no list was found\n');
  for (const [name, count] of Object.entries(decoder.link)) if (count) err.write(`${name} ${count}\n`);
  return decoder.link.lists ? 0 : 1;
}
