/** The shipped readers on a stream of bytes, and their results. */
import { createLinkCounters, type LinkCounters } from '../../src/bytes/link-counters.js';
import { createHdlcReader, type HdlcReader } from '../../src/han/hdlc.js';
import { createListReader } from '../../src/han/list.js';
import { createReading, type Reading } from '../../src/reading/reading.js';
import { hexOf } from './hex.js';

export interface FrameLog {
  reader: HdlcReader;
  link: LinkCounters;
  /** Each good frame as hex, in order. */
  frames: string[];
  /** The index of the first information byte of each. */
  informations: number[];
}

/** A frame reader that records its frames. */
export function createFrameLog(): FrameLog {
  const link = createLinkCounters();
  const frames: string[] = [];
  const informations: number[] = [];
  const reader = createHdlcReader(link, (total, information) => {
    frames.push(hexOf(reader.frame.subarray(0, total)));
    informations.push(information);
  });
  return { reader, link, frames, informations };
}

/** Feeds the bytes in chunks of that size; the last one may be shorter. */
export function feed(reader: HdlcReader, bytes: Uint8Array, chunk = bytes.length): void {
  for (let at = 0; at < bytes.length; at += chunk) reader.receive(bytes.subarray(at, at + chunk));
}

/** The frames found in a stream that arrives in chunks and then ends. */
export function framesIn(bytes: Uint8Array, chunk = bytes.length): FrameLog {
  const log = createFrameLog();
  feed(log.reader, bytes, chunk);
  log.reader.flush();
  return log;
}

export interface Meter {
  reader: HdlcReader;
  link: LinkCounters;
  reading: Reading;
  /** True if the latest list had registers. */
  hourly(): boolean;
}

/** Frame reader and list reader as the service wires them; `onList` is called after each list that was read. */
export function createMeter(onList: (reading: Reading) => void = () => {}): Meter {
  const link = createLinkCounters();
  const reading = createReading();
  const reader = createHdlcReader(link, (total, information) => {
    if (!lists.read(total, information)) {
      link.unknown_lists++;
      return;
    }
    link.lists++;
    onList(reading);
  });
  const lists = createListReader(reader.frame, reading);
  return { reader, link, reading, hourly: lists.hourly };
}

/** A list reader that has read these frames, one after the other. */
export function afterFrames(frames: Uint8Array[]): Meter {
  const meter = createMeter();
  for (const frame of frames) meter.reader.receive(frame);
  return meter;
}

/** The raw values by field; null if unknown. */
export function rawValues(reading: Reading): (number | null)[] {
  return Array.from(reading.values, (value, field) => (reading.known[field] ? value : null));
}

/** A copy of everything in the reading. */
export function snapshot(reading: Reading): unknown {
  return JSON.parse(JSON.stringify({ ...reading, values: rawValues(reading) }));
}
