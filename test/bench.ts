/**
 * How fast bytes become values, beside the bare CRC loop over the same bytes, and whether memory grows.
 *
 *   node --expose-gc --import tsx test/bench.ts [--json]
 */

import { checkSequence } from '../src/bytes/crc.js';
import { createLinkCounters } from '../src/bytes/link-counters.js';
import { createHdlcReader } from '../src/han/hdlc.js';
import { createListReader } from '../src/han/list.js';
import { createReading } from '../src/reading/reading.js';
import { withFcs } from './support/frame.js';
import { concat } from './support/hex.js';
import { chance } from './support/random.js';
import { wireOf } from './support/vectors.js';

/** The driver of a UART hands over about this many bytes at once. */
const CHUNK_BYTES = 12;
const LISTS = 2000;
const PASSES = 10;
const ROUNDS = 25;
const HEAP_ROUNDS = 5;
const HEAP_LISTS = 100000;

/** 3-phase 10 s lists with ever other values. */
function makeFrames(): Uint8Array[] {
  const random = chance(1);
  const template = wireOf('3ph-10s-new');
  return Array.from({ length: LISTS }, () => {
    const frame = template.slice();
    for (const at of [112, 125, 138, 151, 164, 177, 190]) frame.set(random.bytes(2), at);
    for (const at of [202, 213, 224]) frame[at] = 200 + random.below(56);
    return withFcs(frame);
  });
}

const frames = makeFrames();
const stream = concat(frames);
const chunks = Array.from({ length: Math.ceil(stream.length / CHUNK_BYTES) }, (_, i) =>
  stream.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES),
);

let lists = 0;
let powers = 0;
const reading = createReading();
const reader = createHdlcReader(createLinkCounters(), (total, information) => {
  if (!listReader.read(total, information)) throw new Error('a list was not read');
  lists++;
  powers += reading.values[0];
});
const listReader = createListReader(reader.frame, reading);

/** Bytes to values: every byte of the stream through the shipped readers. */
function readAll(): void {
  for (const chunk of chunks) reader.receive(chunk);
}

let register = 0;

/** The floor: nothing but the plain table CRC over what a reader has to check, frame by frame. */
function checkAll(): void {
  for (const frame of frames) register ^= checkSequence(frame, 1, frame.length - 2);
}

/** Frames in a second, over some passes. */
function rateOf(work: () => void): number {
  const from = process.hrtime.bigint();
  for (let pass = 0; pass < PASSES; pass++) work();
  return (LISTS * PASSES * 1e9) / Number(process.hrtime.bigint() - from);
}

function median(values: number[]): number {
  return values.slice().sort((a, b) => a - b)[values.length >> 1];
}

interface Rates {
  read: number[];
  check: number[];
}

/** Rounds of both, in turn, so that whatever else the machine does hits both alike. */
function measureRates(): Rates {
  const rates: Rates = { read: [], check: [] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.read.push(rateOf(readAll));
    rates.check.push(rateOf(checkAll));
  }
  return rates;
}

function collectGarbage(): void {
  if (!globalThis.gc) throw new Error('run it with --expose-gc');
  globalThis.gc();
  globalThis.gc();
}

/** Bytes by which the heap grows with 100 000 lists: the least of some rounds, as a leak would show in each. */
function measureHeapGrowth(): number {
  const growths: number[] = [];
  for (let round = 0; round < HEAP_ROUNDS; round++) {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let read = 0; read < HEAP_LISTS; read += LISTS) readAll();
    collectGarbage();
    growths.push(process.memoryUsage().heapUsed - before);
  }
  return Math.min(...growths);
}

function main(): void {
  const rates = measureRates();
  const read = Math.max(...rates.read);
  const check = Math.max(...rates.check);
  const result = {
    frames_per_s: Math.round(read),
    bare_crc_frames_per_s: Math.round(check),
    ratio: Math.round((100 * check) / read) / 100,
    median_frames_per_s: Math.round(median(rates.read)),
    median_bare_crc_frames_per_s: Math.round(median(rates.check)),
    heap_growth_bytes_per_100000: measureHeapGrowth(),
    frame_bytes: frames[0].length,
    chunk_bytes: CHUNK_BYTES,
    node: process.version,
  };
  const passes = ROUNDS * PASSES + (HEAP_ROUNDS * HEAP_LISTS) / LISTS;
  if (lists !== passes * LISTS || !powers || Number.isNaN(register)) throw new Error('lists were lost');
  if (process.argv.includes('--json')) console.log(JSON.stringify(result));
  else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(30)} ${value}`);
}

main();
