import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clearRegisters, clearTexts, setTextFromBytes, setTextFromValue, textOf } from '../../src/reading/reading.js';
import { asciiOf } from '../support/hex.js';
import { readingOf } from '../support/readings.js';

const reading = suite('reading');

reading('a text ends with its last character, or after 32 bytes', () => {
  const { meterId } = readingOf({});
  assert.is(textOf(meterId), null);
  setTextFromBytes(meterId, Uint8Array.from(asciiOf('xx5706567000000001yy')), 2, 16);
  assert.is(textOf(meterId), '5706567000000001');
  setTextFromBytes(meterId, Uint8Array.from(asciiOf('a'.repeat(40))), 0, 40);
  assert.is(textOf(meterId), 'a'.repeat(32));
});

reading('a shorter text leaves nothing of a longer one behind', () => {
  const { meterType } = readingOf({});
  setTextFromBytes(meterType, Uint8Array.from(asciiOf('longer')), 0, 6);
  setTextFromBytes(meterType, Uint8Array.from(asciiOf('abc')), 0, 3);
  assert.is(textOf(meterType), 'abc');
  setTextFromValue(meterType, 4294967295);
  assert.is(textOf(meterType), '4294967295');
  setTextFromValue(meterType, 0);
  assert.is(textOf(meterType), '0');
});

reading('each way of clearing clears its part only', () => {
  const all = () => {
    const it = readingOf({ active_power_import_w: 1, voltage_l3_v: 2, active_energy_import_kwh: 3 });
    setTextFromBytes(it.meterId, Uint8Array.of(65), 0, 1);
    it.energyTime.fill(1);
    return it;
  };
  const registers = all();
  clearRegisters(registers);
  assert.equal([registers.known[0], registers.known[9], registers.known[10], registers.energyTime[0]], [1, 1, 0, 0]);
  const texts = all();
  clearTexts(texts);
  assert.is(textOf(texts.meterId), null);
  assert.is(texts.known[10], 1);
});

reading.run();
