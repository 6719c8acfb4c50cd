/** How long the poller waits, tick by tick, and what it does if nothing arrives. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { kmpFrame } from '../../board/host/simulator/eye-frames.js';
import { TICK_MS } from '../../src/board.js';
import { BINARY_KMP, SIGN_ON } from '../../src/eye/requests.js';
import { createEyeReader, type EyeReader, sentNumbers } from '../support/eye.js';

const MINUTE = 60000;
/** The response to the first request of binary KMP. */
const TYPE = kmpFrame(0x40, [0x3f, 1, 0x5a, 0, 13, 1]);
/** The first request is sent with the second tick. */
const TICKS_TO_SEND = 2;
const REACTION_TICKS = 12;
const GAP_TICKS = 8;
const ANSWER_TICKS = 160;

function ticks(reader: EyeReader, count: number): void {
  reader.pass(count * TICK_MS);
}

/** A reader that has just sent its first request. */
function afterRequest(): EyeReader {
  const reader = createEyeReader({ meter: 'kmp' });
  ticks(reader, TICKS_TO_SEND);
  assert.equal(sentNumbers(reader), [BINARY_KMP]);
  return reader;
}

const waits = suite('poller: waiting');

waits('the first byte of a response may take eleven ticks and the time of 120 characters, and no longer', () => {
  const reader = afterRequest();
  ticks(reader, REACTION_TICKS - 1);
  assert.is(reader.link.timeouts, 0);
  reader.poller.receive(TYPE);
  assert.is(reader.link.frames, 1);
  const silent = afterRequest();
  ticks(silent, REACTION_TICKS);
  assert.is(silent.link.timeouts, 1);
  silent.poller.receive(TYPE);
  assert.is(silent.link.frames, 0);
});

waits(
  'each further byte may take seven ticks and the time of 120 characters, however late the first one was, and no longer',
  () => {
    const reader = afterRequest();
    ticks(reader, REACTION_TICKS - 1);
    for (const byte of TYPE) {
      reader.poller.receive(Uint8Array.of(byte));
      if (!reader.link.frames) ticks(reader, GAP_TICKS - 1);
    }
    assert.equal([reader.link.frames, reader.link.timeouts], [1, 0]);
    const torn = afterRequest();
    ticks(torn, REACTION_TICKS - 1);
    torn.poller.receive(TYPE.subarray(0, 3));
    ticks(torn, GAP_TICKS);
    assert.equal([torn.link.frames, torn.link.timeouts, torn.link.discarded_bytes], [0, 1, 3]);
  },
);

waits('at 300 baud, where 120 characters take 4 s, a byte may be that much later', () => {
  for (const [seconds, timeouts] of [
    [6.5, 0],
    [7, 1],
  ]) {
    const reader = createEyeReader({ meter: 'iec61107' });
    ticks(reader, TICKS_TO_SEND);
    reader.pass(seconds * 1000);
    assert.is(reader.link.timeouts, timeouts, `${seconds} s`);
  }
});

waits('bytes that never become a response are received for 160 ticks, and no longer', () => {
  const reader = afterRequest();
  for (let tick = 0; tick < ANSWER_TICKS; tick++) {
    if (tick % 4 === 0) reader.poller.receive(Uint8Array.of(0));
    ticks(reader, 1);
  }
  assert.is(reader.link.timeouts, 0);
  ticks(reader, 1);
  assert.is(reader.link.timeouts, 1);
});

waits('noise that has filled the ring is dropped, and the response after it is read', () => {
  const reader = afterRequest();
  for (const count of [1020, 100]) reader.poller.receive(new Uint8Array(count));
  assert.is(reader.link.discarded_bytes, 1120);
  reader.poller.receive(TYPE);
  assert.is(reader.link.frames, 1);
});

waits('noise that has filled the ring after a response does not damage it', () => {
  const reader = afterRequest();
  reader.poller.receive(TYPE);
  ticks(reader, 2);
  for (const count of [980, 100]) reader.poller.receive(new Uint8Array(count));
  const none = kmpFrame(0x40, [0x3f, 0x10]);
  const watts = kmpFrame(0x40, [0x3f, 0x10, 3, 255, 21, 1, 0, 9]);
  for (const answer of [watts, none, none, none]) {
    reader.poller.receive(answer);
    ticks(reader, 2);
  }
  ticks(reader, 3 * REACTION_TICKS);
  assert.is(reader.polls.length, 1);
  assert.equal(JSON.parse(reader.poller.registers()), { type: '5a00 M1', '1023': { value: 9, unit: 'W' } });
});

waits('each request of KMP has a second try of its own', () => {
  const damage = (bytes: Uint8Array, n: number): Uint8Array | null => (n === 0 || n === 2 ? null : bytes);
  const reader = createEyeReader({ meter: 'kmp', kind: 'kmp', damage });
  reader.pass(MINUTE / 3);
  const [first, second] = [BINARY_KMP, BINARY_KMP + 1];
  assert.equal(sentNumbers(reader).slice(0, 5), [first, first, second, second, second + 1]);
  assert.ok(reader.polls.length > 0);
});

waits('a sign-on without a data block is tried once more in a poll, not again and again', () => {
  const damage = (bytes: Uint8Array): Uint8Array | null => (bytes[0] === 2 ? null : bytes);
  const reader = createEyeReader({ meter: 'iec61107', kind: 'iec61107', damage });
  reader.pass(MINUTE);
  assert.equal(sentNumbers(reader), [SIGN_ON, SIGN_ON]);
});

waits('auto keeps the protocol of a meter that misses two polls, and tries another after the third', () => {
  for (const [missed, elsewhere] of [
    [2, false],
    [3, true],
  ] as const) {
    let mute = false;
    const damage = (bytes: Uint8Array): Uint8Array | null => (mute ? null : bytes);
    const reader = createEyeReader({ meter: 'auto', kind: 'kmp', damage });
    reader.pass(MINUTE / 6);
    assert.is(reader.polls.length, 1);
    mute = true;
    // A missed poll takes 30 ticks, and the next one comes after 10 s.
    reader.pass(missed * 10_000);
    mute = false;
    reader.pass(MINUTE / 6);
    assert.is(
      sentNumbers(reader).some((number) => number < BINARY_KMP),
      elsewhere,
      `${missed}`,
    );
  }
});

waits.run();
