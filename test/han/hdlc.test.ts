import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLinkCounters, type LinkCounters } from '../../src/bytes/link-counters.js';
import { MAX_FRAME_BYTES } from '../../src/han/hdlc.js';
import { checkOf, FLAG, frameOf, frameOfTotal, headerOf, withByte, withFcs } from '../support/frame.js';
import { bytesOf, concat, hexOf } from '../support/hex.js';
import { chance } from '../support/random.js';
import { createFrameLog, feed, framesIn } from '../support/reader.js';
import { GOOD_VECTORS, wireOf } from '../support/vectors.js';

const LIST = wireOf('3ph-10s-new');
const HOURLY = wireOf('3ph-hourly-new');
const NOISE = bytesOf('00 11 22 33');

/** Exactly these counters have changed. */
function expectCounters(link: LinkCounters, moved: Partial<LinkCounters>): void {
  assert.equal({ ...link }, { ...createLinkCounters(), ...moved });
}

/** The frame with one bit of a byte flipped. */
function flipped(frame: Uint8Array, at: number): Uint8Array {
  return withByte(frame, at, frame[at] ^ 0x10);
}

const found = suite('hdlc: frames that are found');

found('a frame is delivered from flag to flag', () => {
  const { frames, link } = framesIn(LIST);
  assert.equal(frames, [hexOf(LIST)]);
  expectCounters(link, { bytes: 228, frames: 1 });
});

found('the information field begins after the header, however long the addresses are', () => {
  for (const addresses of ['2B 21 13', '41 08 83 13', '02 23 21 13', '00 02 00 23 00 02 00 23 13']) {
    const frame = frameOf(bytesOf('E6 E7 00 0F'), Array.from(bytesOf(addresses)));
    const { frames, informations } = framesIn(frame, 1);
    assert.equal(frames, [hexOf(frame)], addresses);
    assert.equal(informations, [frame.indexOf(0xe6)], addresses);
  }
});

found('an Aidon header with a source address of two bytes is read', () => {
  const frame = frameOf(new Uint8Array(200).fill(7), Array.from(bytesOf('41 08 83 13')));
  assert.is(hexOf(frame.subarray(0, 7)), '7EA0D241088313');
  assert.equal(framesIn(frame, 1).frames, [hexOf(frame)]);
});

found('a frame of any vector is found with every chunk size, and split at every position', () => {
  for (const vector of GOOD_VECTORS) {
    const frame = bytesOf(vector.hex);
    for (let split = 0; split <= frame.length; split++) {
      const { reader, frames } = createFrameLog();
      reader.receive(frame.subarray(0, split));
      reader.receive(frame.subarray(split));
      assert.equal(frames, [vector.hex], `${vector.name} split at ${split}`);
    }
  }
});

found('consecutive frames are all found, with any chunk size up to four times the buffer', () => {
  const stream = concat(Array.from({ length: 40 }, (_, i) => (i % 6 ? LIST : HOURLY)));
  const expected = framesIn(stream, 1).frames;
  assert.is(expected.length, 40);
  for (const chunk of [2, 7, 12, 64, 228, 255, 512, 1023, 1024, 1025, 2048, 4096, stream.length]) {
    const { frames, link } = framesIn(stream, chunk);
    assert.equal(frames, expected, `chunks of ${chunk}`);
    expectCounters(link, { bytes: stream.length, frames: 40 });
  }
});

found('the shortest and the longest frame are read, and one byte less or more is not', () => {
  for (const [total, frames] of [
    [11, 0],
    [12, 1],
    [MAX_FRAME_BYTES, 1],
    [MAX_FRAME_BYTES + 1, 0],
  ]) {
    const log = framesIn(frameOfTotal(total), 50);
    assert.is(log.frames.length, frames, `${total} bytes`);
    assert.is(log.link.length_errors, 1 - frames, `${total} bytes`);
  }
});

found('idle flags between frames cost nothing', () => {
  const idle = new Uint8Array(5).fill(FLAG);
  assert.is(framesIn(concat([idle, LIST, idle, LIST, idle]), 3).frames.length, 2);
});

found('one flag may close a frame and open the next', () => {
  const stream = concat([LIST, HOURLY.subarray(1), LIST.subarray(1)]);
  for (const chunk of [1, 5, 228, 1000]) {
    const { frames, link } = framesIn(stream, chunk);
    assert.equal(frames, [LIST, HOURLY, LIST].map(hexOf));
    expectCounters(link, { bytes: stream.length, frames: 3 });
  }
});

found('a raw 7E inside a value does not end the frame', () => {
  for (const name of ['7E-in-power', '7E-in-voltage-and-energy', 'FCS-low-7E', 'FCS-high-7E-ends-7E7E']) {
    const frame = wireOf(name);
    assert.ok(frame.subarray(1, -1).includes(FLAG), name);
    assert.equal(framesIn(concat([frame, frame]), 1).frames, [hexOf(frame), hexOf(frame)], name);
  }
});

found('a complete 7E A0 E2 2B inside a value is data', () => {
  const frame = wireOf('7EA0-in-data');
  assert.ok(hexOf(frame).includes('7EA0E22B', 2));
  expectCounters(framesIn(frame, 1).link, { bytes: 228, frames: 1 });
});

found('a complete frame inside a frame is data', () => {
  const outer = frameOf(frameOf(bytesOf('01 02 03 04')));
  const { frames, link } = framesIn(concat([outer, LIST]), 1);
  assert.equal(frames, [hexOf(outer), hexOf(LIST)]);
  expectCounters(link, { bytes: outer.length + 228, frames: 2 });
});

found('7D is data: nothing is unstuffed', () => {
  const frame = frameOf(bytesOf('7D 5E 7D 5D 7D 7E 7D 7D'));
  assert.equal(framesIn(frame, 1).frames, [hexOf(frame)]);
});

found.run();

const rejected = suite('hdlc: what is rejected, and by which counter');

rejected('bytes without a flag are discarded', () => {
  const { link } = framesIn(new Uint8Array(3000).fill(0x55), 100);
  expectCounters(link, { bytes: 3000, discarded_bytes: 3000 });
});

rejected('flags without a frame format after them are discarded without any other count', () => {
  const stream = bytesOf('7E 00 7E 7E 90 01 02 03 04 05 06 07 08 09 7E A8 E2 2B 21 13 23 9A 00');
  expectCounters(framesIn(stream).link, { bytes: stream.length, discarded_bytes: stream.length });
});

rejected('a header with a wrong check sequence is an HCS error, before its length is used', () => {
  for (let at = 2; at < 8; at++) {
    const stream = concat([flipped(LIST, at), LIST]);
    const { reader, frames, link } = createFrameLog();
    feed(reader, stream);
    // Without a pause: the reader did not wait for that length.
    assert.equal(frames, [hexOf(LIST)], `byte ${at}`);
    expectCounters(link, { bytes: 456, frames: 1, hcs_errors: 1, discarded_bytes: 228 });
  }
});

rejected('a corrupt length with a wrong HCS costs that list only, whatever the length', () => {
  for (let length = 0; length < 256; length++) {
    if (length === LIST[2]) continue;
    const { reader, frames, link } = createFrameLog();
    feed(reader, concat([LIST, withByte(LIST, 2, length), LIST]), 12);
    assert.is(frames.length, 2, `length ${length}`);
    assert.is(link.hcs_errors, 1);
    assert.is(link.discarded_bytes, 228);
  }
});

rejected('one flipped bit anywhere after the header is an FCS error', () => {
  for (let at = 8; at < 227; at++) {
    const { frames, link } = framesIn(flipped(LIST, at));
    assert.is(frames.length, 0, `byte ${at}`);
    assert.is(link.fcs_errors, 1, `byte ${at}`);
    assert.is(link.discarded_bytes, 228, `byte ${at}`);
  }
});

rejected('an FCS of 0000 is checked like any other', () => {
  const zeroed = LIST.slice();
  zeroed.fill(0, 225, 227);
  expectCounters(framesIn(zeroed).link, { bytes: 228, fcs_errors: 1, discarded_bytes: 228 });
});

rejected('a frame whose correct FCS is 0000 is read', () => {
  const information = new Uint8Array(6);
  let frame = frameOf(information);
  for (let tail = 0; frame[frame.length - 3] || frame[frame.length - 2]; tail++) {
    information.set([tail >> 8, tail & 255], 4);
    frame = frameOf(information);
  }
  assert.equal(framesIn(frame).frames, [hexOf(frame)]);
});

rejected('a good header without a flag at the end of its frame is a length error', () => {
  expectCounters(framesIn(withByte(LIST, 227, 0x7f)).link, { bytes: 228, length_errors: 1, discarded_bytes: 228 });
});

rejected('a good header with a length that no list has is a length error', () => {
  for (const length of [0, 7, 9, MAX_FRAME_BYTES - 1, 0x7ff]) {
    const stream = Uint8Array.from([FLAG, ...headerOf(length), 0, 0, 0, 0]);
    const { link } = framesIn(stream);
    expectCounters(link, { bytes: 12, length_errors: 1, discarded_bytes: 12 });
  }
});

rejected('the segmentation bit is rejected', () => {
  const segmented = withByte(LIST, 1, 0xa8);
  segmented.set(checkOf(segmented.subarray(1, 6)), 6);
  expectCounters(framesIn(withFcs(segmented)).link, { bytes: 228, discarded_bytes: 228 });
});

rejected('an address that does not end within four bytes is no header', () => {
  for (const addresses of ['02 02 02 02 03 21 13', '2B 02 02 02 02 03 13']) {
    const frame = frameOf(NOISE, Array.from(bytesOf(addresses)));
    expectCounters(framesIn(frame).link, { bytes: frame.length, discarded_bytes: frame.length });
  }
});

rejected('good frames change only their three counters', () => {
  const { link } = framesIn(concat([LIST, HOURLY, LIST]), 12);
  expectCounters(link, { bytes: 758, frames: 3 });
});

rejected.run();

const rescan = suite('hdlc: the search after a rejected flag');

rescan('continues at the byte after the rejected flag: a good frame inside a bad one is found', () => {
  const bad = flipped(frameOf(concat([NOISE, LIST, NOISE])), 9);
  const { frames, link } = framesIn(bad, 1);
  assert.equal(frames, [hexOf(LIST)]);
  expectCounters(link, { bytes: bad.length, frames: 1, fcs_errors: 1, discarded_bytes: bad.length - 228 });
});

rescan('finds the list after a frame that was cut anywhere, without a pause', () => {
  const ahead = concat([LIST, LIST, LIST]);
  for (let length = 1; length < 227; length++) {
    const { reader, frames, link } = createFrameLog();
    feed(reader, concat([LIST.subarray(0, length), ahead]), 12);
    assert.is(frames.length, 3, `cut to ${length}`);
    assert.is(link.discarded_bytes, length);
  }
});

rescan('finds the list after one that lost any byte', () => {
  for (let lost = 1; lost < 227; lost++) {
    const { reader, frames } = createFrameLog();
    feed(reader, concat([LIST.subarray(0, lost), LIST.subarray(lost + 1), LIST, LIST]), 228);
    assert.is(frames.length, 2, `byte ${lost}`);
  }
});

rescan('loses no list when a flag between two lists is lost', () => {
  const { frames, link } = framesIn(concat([LIST.subarray(0, 227), HOURLY, LIST]), 12);
  assert.equal(frames, [LIST, HOURLY, LIST].map(hexOf));
  expectCounters(link, { bytes: 757, frames: 3 });
});

rescan('finds a list after a good header that announces more bytes than arrive', () => {
  const stream = concat([[FLAG], headerOf(510), LIST, LIST, LIST]);
  const { reader, frames, link } = createFrameLog();
  feed(reader, stream, 7);
  assert.is(frames.length, 3);
  expectCounters(link, { bytes: stream.length, frames: 3, length_errors: 1, discarded_bytes: 8 });
});

rescan('finds a list after many good headers, and checks each of those once', () => {
  const header = [FLAG, ...headerOf(225)];
  const stream = concat([...Array(500).fill(header), LIST]);
  const { frames, link } = framesIn(stream, 12);
  assert.equal(frames, [hexOf(LIST)]);
  assert.is(link.length_errors + link.fcs_errors, 500);
  assert.is(link.discarded_bytes, 4000);
});

rescan('reads across the end of its buffer, wherever in the buffer a frame begins', () => {
  const { reader, frames, link } = createFrameLog();
  for (let i = 0; i < 1024; i++) {
    reader.receive(LIST);
    reader.receive(NOISE.subarray(0, 1));
  }
  reader.flush();
  assert.equal(frames, Array(1024).fill(hexOf(LIST)));
  expectCounters(link, { bytes: 1024 * 229, frames: 1024, discarded_bytes: 1024 });
});

rescan.run();

const pause = suite('hdlc: a pause');

pause('inside a frame drops it and is counted once', () => {
  for (let length = 2; length < 228; length++) {
    const { reader, frames, link } = createFrameLog();
    reader.receive(LIST.subarray(0, length));
    assert.ok(reader.pending());
    reader.flush();
    assert.not.ok(reader.pending());
    expectCounters(link, { bytes: length, timeouts: 1, discarded_bytes: length });
    reader.receive(LIST);
    assert.equal(frames, [hexOf(LIST)], `after ${length}`);
  }
});

pause('keeps the rest of a dropped frame apart from later bytes', () => {
  const { reader, frames, link } = createFrameLog();
  reader.receive(LIST.subarray(0, 100));
  reader.flush();
  reader.receive(LIST.subarray(100));
  reader.flush();
  assert.is(frames.length, 0);
  expectCounters(link, { bytes: 228, timeouts: 1, discarded_bytes: 228 });
});

pause('after a frame that announced too many bytes gives the good frame inside it', () => {
  const stream = concat([[FLAG], headerOf(510), LIST, HOURLY.subarray(0, 50)]);
  const { reader, frames, link } = createFrameLog();
  reader.receive(stream);
  assert.is(frames.length, 0);
  reader.flush();
  assert.equal(frames, [hexOf(LIST)]);
  expectCounters(link, { bytes: stream.length, frames: 1, timeouts: 1, discarded_bytes: 58 });
});

pause('between frames changes nothing', () => {
  const { reader, link } = createFrameLog();
  reader.flush();
  for (let i = 0; i < 3; i++) {
    reader.receive(LIST);
    assert.not.ok(reader.pending());
    reader.flush();
  }
  expectCounters(link, { bytes: 684, frames: 3 });
});

pause('after noise without a flag counts bytes, but no timeout', () => {
  const { reader, link } = createFrameLog();
  reader.receive(NOISE);
  reader.flush();
  expectCounters(link, { bytes: 4, discarded_bytes: 4 });
});

pause('inside a frame that follows another is counted too, however little of it has arrived', () => {
  for (let length = 2; length < 228; length++) {
    const { reader, link } = createFrameLog();
    reader.receive(concat([HOURLY, LIST.subarray(0, length)]));
    reader.flush();
    expectCounters(link, { bytes: 302 + length, frames: 1, timeouts: 1, discarded_bytes: length });
  }
});

pause('inside a frame that shares the flag of the previous one drops it too', () => {
  const { reader, frames, link } = createFrameLog();
  reader.receive(concat([LIST, HOURLY.subarray(1, 200)]));
  assert.ok(reader.pending());
  reader.flush();
  reader.receive(LIST);
  assert.is(frames.length, 2);
  expectCounters(link, { bytes: 228 + 199 + 228, frames: 2, timeouts: 1, discarded_bytes: 199 });
});

pause('gives the same result for an address that never ends, in one piece or in two', () => {
  // A source of four even bytes, with 7E A0 among them: not a header, but a possible header begins inside it.
  const stream = bytesOf('7E A0 10 02 02 03 02 7E A0 02');
  for (const chunk of [1, 8, 9, 10])
    expectCounters(framesIn(stream, chunk).link, { bytes: 10, timeouts: 1, discarded_bytes: 10 });
});

pause.run();

const hint = suite('hdlc: the number of bytes needed');

/** Feeds bytes as a board does that collects as many as were requested; returns the number of calls. */
function feedAsAsked(reader: { receive(chunk: Uint8Array): number }, bytes: Uint8Array): number {
  let asked = 1;
  let calls = 0;
  for (let at = 0; at < bytes.length; calls++) {
    const chunk = bytes.subarray(at, at + asked);
    at += chunk.length;
    asked = reader.receive(chunk);
    assert.ok(Number.isInteger(asked) && asked >= 1, `it asked for ${asked}`);
  }
  return calls;
}

hint('is at least one and loses nothing: the frames are the same as byte by byte', () => {
  const random = chance(1);
  for (let run = 0; run < 200; run++) {
    const parts = Array.from({ length: 6 }, (_, i) => {
      const frame = bytesOf(GOOD_VECTORS[random.below(GOOD_VECTORS.length)].hex);
      return [frame, random.bytes(random.below(40)), frame.subarray(0, random.below(300)), LIST][(run + i) % 4];
    });
    const stream = concat(parts);
    const asked = createFrameLog();
    feedAsAsked(asked.reader, stream);
    const byByte = createFrameLog();
    feed(byByte.reader, stream, 1);
    for (const log of [asked, byByte]) log.reader.flush();
    assert.equal(asked.frames, byByte.frames, `run ${run}`);
    assert.equal(asked.link, byByte.link, `run ${run}`);
  }
});

hint('makes a frame cost a few calls only', () => {
  const { reader, frames } = createFrameLog();
  const calls = feedAsAsked(reader, concat(Array(50).fill(LIST)));
  assert.is(frames.length, 50);
  assert.ok(calls <= 50 * 2 + 2, `${calls} calls for 50 frames`);
});

hint('never goes beyond the end of the current frame', () => {
  const { reader } = createFrameLog();
  for (let at = 0; at < LIST.length - 1; at++) {
    const asked = reader.receive(LIST.subarray(at, at + 1));
    assert.ok(asked <= LIST.length - at - 1, `${asked} asked for behind byte ${at}`);
  }
});

hint.run();

const account = suite('hdlc: the sum of bytes');

account('every byte is in a good frame, was discarded, or is still buffered', () => {
  const random = chance(2);
  for (let run = 0; run < 300; run++) {
    const log = createFrameLog();
    const parts = Array.from({ length: 1 + random.below(12) }, () => {
      const frame = bytesOf(GOOD_VECTORS[random.below(GOOD_VECTORS.length)].hex);
      const cut = frame.subarray(0, random.below(frame.length));
      return [frame, cut, random.bytes(random.below(60)), flipped(frame, random.below(frame.length))][random.below(4)];
    });
    for (const part of parts) feed(log.reader, part, 1 + random.below(300));
    log.reader.flush();
    assert.not.ok(log.reader.pending());
    const good = log.frames.reduce((sum, hex) => sum + hex.length / 2, 0);
    // A flag that two frames share is received once.
    const shared = good + log.link.discarded_bytes - log.link.bytes;
    assert.is(log.link.frames, log.frames.length);
    assert.is(
      log.link.bytes,
      parts.reduce((sum, part) => sum + part.length, 0),
    );
    assert.ok(shared >= 0 && shared < Math.max(1, log.frames.length), `run ${run}: ${shared} bytes too many`);
    assert.is(log.link.overruns, 0);
  }
});

account('no flag is shared if frames have their own: the sum is exact', () => {
  const random = chance(3);
  const log = createFrameLog();
  let sent = 0;
  for (let i = 0; i < 300; i++) {
    const noise = random.bytes(random.below(20)).map((byte) => byte & 0x5f);
    const part = concat([noise, i % 3 ? LIST : flipped(LIST, 8 + random.below(219))]);
    feed(log.reader, part, 1 + random.below(40));
    sent += part.length;
  }
  log.reader.flush();
  assert.is(log.link.bytes, sent);
  assert.is(log.link.frames, 200);
  assert.is(log.link.discarded_bytes, sent - 200 * 228);
});

account.run();
