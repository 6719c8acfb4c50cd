/** Binary KMP at its limits; ./protocol-vectors has what meters send, ./poller the values read from it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { kmpFrame, kmpRegisters } from '../../board/host/simulator/eye-frames.js';
import { BAD, GOOD } from '../../src/eye/protocol.js';
import { CLOCK } from '../../src/reading/obis.js';
import { PROTOCOLS, parseResponse } from '../support/eye.js';

const KWH = 2;
const WATT = 21;
const RTC = { id: 1047, unit: 53, siex: 0 };
const A_REGISTER = 1;

/** The values of a response with these registers. */
function told(registers: Parameters<typeof kmpRegisters>[0]): ReturnType<typeof parseResponse>['told'] {
  const { verdict, told } = parseResponse(PROTOCOLS.kmp(), A_REGISTER, kmpRegisters(registers));
  assert.is(verdict, GOOD);
  return told;
}

const kmp = suite('binary KMP');

kmp('a byte stuffed without need, or an escape at the end, makes a response invalid', () => {
  const good = kmpFrame(0x40, [0x3f, 1, 0x5a, 0, 13, 1]);
  const at = good.indexOf(0x5a);
  const stuffed = Uint8Array.from([...good.subarray(0, at), 0x1b, 0xa5, ...good.subarray(at + 1)]);
  const open = Uint8Array.from([...good.subarray(0, -1), 0x1b, 0x0d]);
  assert.is(parseResponse(PROTOCOLS.kmp(), 0, good).verdict, GOOD);
  for (const bytes of [stuffed, open]) assert.is(parseResponse(PROTOCOLS.kmp(), 0, bytes).verdict, BAD);
});

kmp('a response has at most 255 bytes, including its check sequence', () => {
  for (const [bytes, verdict] of [
    [255, GOOD],
    [256, BAD],
    [300, BAD],
    [512, BAD],
  ]) {
    const payload = [0x3f, 0x10, ...new Array<number>(bytes - 4).fill(0)];
    assert.is(parseResponse(PROTOCOLS.kmp(), A_REGISTER, kmpFrame(0x40, payload)).verdict, verdict, `${bytes}`);
  }
});

kmp('a number that is too large to be exact is left out', () => {
  const valueOfBytes = (bytes: number[]): unknown => told([{ id: 500, unit: KWH, siex: 0, bytes }])[0]?.value;
  const ones = (count: number): number[] => new Array<number>(count).fill(255);
  assert.is(valueOfBytes([0x1f, ...ones(5), 0xfe]), Number.MAX_SAFE_INTEGER - 1);
  for (const bytes of [[0x20, ...ones(6)], ones(7), ones(8)]) assert.is(valueOfBytes(bytes), undefined);
});

kmp('a clock of another size than eight bytes is ignored, whatever follows it', () => {
  // As the rest of a clock these would be 2012-04-21, 2:01.
  const behind = { id: 0x0102, unit: WATT, siex: 12, bytes: [0, 0, 0, 1] };
  const clocks = (bytes: number[]): unknown[] =>
    told([{ ...RTC, bytes }, behind])
      .filter(({ what }) => what === CLOCK)
      .map(({ value }) => value);
  assert.equal(clocks([0, 1, 7]), []);
  assert.equal(clocks([0, 1, 7, 1, 2, 21, 4, 12]), [120421020107]);
});

kmp.run();
