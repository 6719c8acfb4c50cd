import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CRC_GOOD, CRC_START, checkSequence, crc16 as crcOf } from '../../src/bytes/crc.js';
import { asciiOf, bytesOf } from '../support/hex.js';
import { GOOD_VECTORS, VECTORS } from '../support/vectors.js';

const DIGITS = Uint8Array.from(asciiOf('123456789'));
/** The bytes of Moddable's test of CRC-16/X-25, tests/modules/data/crc/buffers.js. */
const UP_AND_DOWN = bytesOf('0123456789ABCDEF FEDCBA9876543210');

/** The register after these bytes; `crc16` also needs a 16-bit view of their memory. */
function crc16(data: Uint8Array, at: number, count: number, crc: number): number {
  const memory = new Uint8Array((data.length + 1) & ~1);
  memory.set(data);
  return crcOf(memory, new Uint16Array(memory.buffer), at, count, crc);
}

const crc = suite('crc');

crc('the check value of CRC-16/X-25 over "123456789" is 906E', () => {
  assert.is(checkSequence(DIGITS, 0, DIGITS.length), 0x906e);
});

crc('the check value that Moddable publishes is right', () => {
  assert.is(checkSequence(UP_AND_DOWN, 0, UP_AND_DOWN.length), 0x3f82);
});

crc('data in two pieces give the same result as in one, for every split', () => {
  for (const data of [DIGITS, UP_AND_DOWN]) {
    const whole = crc16(data, 0, data.length, CRC_START);
    for (let split = 0; split <= data.length; split++) {
      assert.is(crc16(data, split, data.length - split, crc16(data, 0, split, CRC_START)), whole, `at ${split}`);
    }
  }
});

crc('only the requested bytes are used', () => {
  const within = new Uint8Array(DIGITS.length + 9).fill(0xa5);
  for (let at = 0; at < 9; at++) {
    within.fill(0xa5);
    within.set(DIGITS, at);
    assert.is(checkSequence(within, at, DIGITS.length), 0x906e, `at ${at}`);
  }
});

crc('whole words and single bytes give the same result, from any index and for any length', () => {
  const data = Uint8Array.from({ length: 300 }, (_, i) => (i * 89 + (i >> 3)) & 255);
  for (let at = 0; at < 5; at++) {
    for (let count = 0; count <= data.length - at; count++)
      assert.is(crc16(data, at, count, CRC_START) ^ 0xffff, checkSequence(data, at, count), `${count} from ${at}`);
  }
});

crc('no bytes leave the register unchanged', () => {
  assert.is(crc16(DIGITS, 3, 0, 0x1234), 0x1234);
});

crc('data and their own check sequence leave the good residue', () => {
  assert.is(crc16(bytesOf('313233343536373839 6E90'), 0, 11, CRC_START), CRC_GOOD);
  for (const vector of GOOD_VECTORS) {
    assert.is(crc16(bytesOf(vector.hex), 1, vector.bytes - 2, CRC_START), CRC_GOOD, vector.name);
  }
});

crc('the header of every vector leaves the good residue before the information field', () => {
  for (const vector of VECTORS) assert.is(crc16(bytesOf(vector.hex), 1, 7, CRC_START), CRC_GOOD, vector.name);
});

crc('a check sequence of 0000 is valid', () => {
  const data = bytesOf('CA1B');
  const check = [0x0000, 0xffff].map((wanted) => {
    for (let tail = 0; tail < 0x10000; tail++) {
      data.set([tail >> 8, tail & 255]);
      if (checkSequence(data, 0, 2) === wanted)
        return crc16(Uint8Array.of(...data, wanted & 255, wanted >> 8), 0, 4, CRC_START);
    }
    return -1;
  });
  assert.equal(check, [CRC_GOOD, CRC_GOOD]);
});

crc.run();
