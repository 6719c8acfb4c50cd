/** Damage on the line: every intact list is read, no value is wrong, and the cost per byte is limited. */

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLinkCounters } from '../../src/bytes/link-counters.js';
import { DAMAGES, LISTS, listsIn, play, someList, valuesOf } from '../support/damage.js';
import { FLAG } from '../support/frame.js';
import { concat } from '../support/hex.js';
import { chance } from '../support/random.js';
import { createMeter, rawValues } from '../support/reader.js';
import { wireOf } from '../support/vectors.js';
import { countedHdlc } from './counted-crc.js';
import { figure, grouped, LONG } from './figures.js';
import { misread } from './parity.js';
import { worstStream } from './worst-stream.js';

const CHUNKS = [1, 12, 4096];
const SHARES = [1, 10, 50];

/** Tests that the lists that arrived intact were read, in order, and no list that was not sent. */
function expectRead(read: string[], sent: string[], intact: Set<string>, name: string): void {
  let at = 0;
  for (const list of read) {
    at = sent.indexOf(list, at) + 1;
    assert.ok(at > 0, `${name}: a list that was not sent`);
  }
  const there = new Set(read);
  for (const list of intact) assert.ok(there.has(list), `${name}: an intact list was lost`);
}

const damage = suite('faults: damage on the line');

for (const share of SHARES) {
  damage(`of ${share} % of the lists, in each of six ways: every list that arrived intact is read`, () => {
    let intactLists = 0;
    Object.keys(DAMAGES).forEach((kind, index) => {
      for (const seed of [100 + index, 200 + index]) {
        const { stream, sent, readable } = play(kind, seed, Math.round((LISTS * share) / 100));
        const values = sent.map(valuesOf);
        const intact = new Set(readable.map(valuesOf));
        intactLists += readable.length;
        for (const chunk of CHUNKS) expectRead(listsIn(stream, chunk), values, intact, `${kind}, seed ${seed}`);
      }
    });
    const lists = grouped(2 * LISTS * Object.keys(DAMAGES).length);
    figure(
      `${share} % of the lists damaged, in six ways`,
      `${lists} lists`,
      `all ${grouped(intactLists)} intact ones read`,
    );
  });
}

damage('in bursts of up to 300 bytes over 1, 10 and 50 % of the stream affects only the lists that it hits', () => {
  let [sentLists, intactLists] = [0, 0];
  for (const share of SHARES) {
    const random = chance(share);
    const frames = Array.from({ length: LISTS }, () => someList(random));
    const stream = concat(frames);
    for (let left = (stream.length * share) / 100; left > 0; ) {
      const burst = random.bytes(1 + random.below(300));
      stream.set(burst, random.below(stream.length - burst.length));
      left -= burst.length;
    }
    const whole = frames.filter((frame, i) => frame.every((byte, k) => stream[i * frame.length + k] === byte));
    const values = frames.map(valuesOf);
    for (const chunk of CHUNKS) {
      expectRead(listsIn(stream, chunk), values, new Set(whole.map(valuesOf)), `bursts over ${share} %`);
    }
    sentLists += LISTS;
    intactLists += whole.length;
  }
  figure(
    'bursts over 1, 10 and 50 % of the bytes',
    `${grouped(sentLists)} lists`,
    `all ${grouped(intactLists)} intact ones read`,
  );
});

damage('by wrong parity gives no list and no value, and the next list without it is read', () => {
  const random = chance(8);
  const { reader, link } = createMeter();
  for (let i = 0; i < LISTS; i++) {
    const bytes = misread(i ? someList(random) : wireOf('3ph-10s-new'));
    if (!i) assert.equal([...bytes.slice(0, 5), bytes.length], [0x7e, 0x13, 0x2b, 0x48, 0xa2, 157]);
    reader.receive(bytes);
    reader.flush();
  }
  assert.is(link.lists + link.frames, 0);
  assert.is(link.discarded_bytes, link.bytes);
  reader.receive(wireOf('3ph-10s-new'));
  assert.is(link.lists, 1);
  figure('the line read with parity', `${LISTS} lists`, 'no list and no value; the next list at 8N1 is read');
});

damage('by a stuck line gives no list, and the first list after it is read', () => {
  const bytes = 1_000_000;
  for (const value of [0x00, 0xff, FLAG, 0xa0]) {
    const { reader, link } = createMeter();
    const list = wireOf('3ph-10s-new');
    reader.receive(list.subarray(0, 100));
    for (let at = 0; at < bytes; at += 1000) reader.receive(new Uint8Array(1000).fill(value));
    assert.is(link.lists, 0);
    reader.flush();
    reader.receive(list);
    assert.is(link.lists, 1, `stuck at ${value}`);
  }
  figure('a line stuck at 00, FF, 7E or A0', '1 MB each', 'the next list is read');
});

damage.run();

const noise = suite('faults: noise');
const NOISE_BYTES = (LONG ? 100 : 10) * 1_000_000;
const BLOCK = 50_000;
const BEGINNING = [0x7e, 0xa0, 0xe2, 0x2b, 0x21, 0x13, 0x23, 0x9a];

/** Bytes of a header in random order: many flags and formats, and now and then the header itself. */
function flagRich(random: ReturnType<typeof chance>): Uint8Array {
  const bytes = new Uint8Array(BLOCK);
  for (let i = 0; i < BLOCK; i++) bytes[i] = BEGINNING[random.below(BEGINNING.length)];
  return bytes;
}

for (const [name, make] of [
  ['random bytes', (random: ReturnType<typeof chance>) => random.bytes(BLOCK)],
  ['the bytes of a header, shuffled', flagRich],
] as const) {
  noise(`${name}: each list between them is read, and no other`, () => {
    const random = chance(9);
    const read: string[] = [];
    const { reader, link } = createMeter((reading) => read.push(rawValues(reading).join(' ')));
    const sent: string[] = [];
    for (let bytes = 0; bytes < NOISE_BYTES; bytes += BLOCK) {
      reader.receive(make(random));
      const list = someList(random);
      sent.push(valuesOf(list));
      reader.receive(list);
      reader.flush();
    }
    assert.equal(read, sent);
    assert.is(link.unknown_lists, link.frames - sent.length);
    figure(name, `${NOISE_BYTES / 1e6} MB, ${grouped(sent.length)} lists among them`, 'exactly these are read');
  });
}

noise.run();

const cost = suite('faults: cost per byte');

/** A possible frame begins with two bytes, flag and format, and passes the CRC once, with at most 510 bytes. */
const MOST_PER_BYTE = 510 / 2;

/** Bytes that pass the CRC per byte of a stream, which arrives in chunks. */
async function crcPerByte(stream: Uint8Array, chunk: number): Promise<number> {
  const { createHdlcReader } = await countedHdlc();
  const reader = createHdlcReader(createLinkCounters(), () => {});
  for (let at = 0; at < stream.length; at += chunk) reader.receive(stream.subarray(at, at + chunk));
  reader.flush();
  return globalThis.crcBytes / stream.length;
}

cost('good lists pass the CRC once, damaged ones at most twice', async () => {
  const random = chance(5);
  const good = await crcPerByte(concat(Array.from({ length: LISTS }, () => someList(random))), 12);
  assert.ok(good < 1, `${good}`);
  let worst = 0;
  for (const kind of Object.keys(DAMAGES)) worst = Math.max(worst, await crcPerByte(play(kind, 6, 345).stream, 12));
  assert.ok(worst < 2, `${worst}`);
  figure('bytes through the CRC per byte received', 'lists, half of them damaged', `at most ${worst.toFixed(2)}`);
});

cost('the worst crafted stream has linear cost, for any length and chunks', async () => {
  const costs: number[] = [];
  for (const bytes of [20_000, 40_000, 80_000]) {
    const stream = worstStream(bytes);
    const [one, other] = [await crcPerByte(stream, 12), await crcPerByte(stream, 1024)];
    assert.is(one, other);
    assert.ok(one < MOST_PER_BYTE, `${one}`);
    costs.push(one);
  }
  assert.ok(Math.max(...costs) / Math.min(...costs) < 1.05, `${costs}`);
  assert.ok(costs[0] > 90, 'it is expensive');
  const list = wireOf('3ph-10s-new');
  const { reader, link } = createMeter();
  reader.receive(concat([worstStream(20_000), list, new Uint8Array(512)]));
  assert.is(link.lists, 1, 'the list after it is read');
  figure(
    'bytes through the CRC per byte received',
    'the worst stream that could be crafted, 20 to 80 kB',
    `${Math.max(...costs).toFixed(0)} at any length; by construction at most ${MOST_PER_BYTE}`,
  );
});

cost.run();
