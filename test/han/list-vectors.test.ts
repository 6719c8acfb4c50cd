/** Every vector of fixtures/kamstrup-han.json, from bytes to raw values and to the JSON of `/status`. */

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLinkCounters } from '../../src/bytes/link-counters.js';
import { CURRENT, ENERGY, REACTIVE_ENERGY, VOLTAGE } from '../../src/reading/fields.js';
import { type Reading, textOf } from '../../src/reading/reading.js';
import { scaleOf } from '../../src/reading/scale.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { measurementMembers } from '../../src/status/status.js';
import { dateTimeText } from '../../src/time/date-time.js';
import { FIELDS } from '../support/fields.js';
import { bytesOf } from '../support/hex.js';
import { createMeter, feed, rawValues } from '../support/reader.js';
import { GOOD_VECTORS, VECTORS, type Vector } from '../support/vectors.js';

const SCALE = scaleOf(checkSettings(coreSettings(), undefined).settings);
const CHUNKS = Array.from({ length: 32 }, (_, i) => i + 1).concat(512);

/** Raw units per unit of the key: 0.01 A, 10 Wh and 10 varh are sent. */
const UNITS: { [quantity: number]: number } = { [CURRENT]: 100, [ENERGY]: 100, [REACTIVE_ENERGY]: 100 };

/** The whole number that a list contains for a value, rounded because the product is a binary fraction. */
function rawOf(vector: Vector, field: number): number | null {
  const [key, quantity] = FIELDS[field];
  const value = vector.values[key];
  return value === undefined ? null : Math.round(Number(value) * (UNITS[quantity] ?? 1));
}

/** The value in `/status`: a voltage above 1000 is in 0.01 V. */
function statusOf(vector: Vector, field: number): number | null {
  const [key, quantity] = FIELDS[field];
  const value = vector.values[key];
  if (value === undefined) return null;
  return quantity === VOLTAGE && Number(value) > 1000 ? Number(value) / 100 : Number(value);
}

function expectTexts(reading: Reading, vector: Vector): void {
  assert.is(dateTimeText(reading.time), vector.meter_time);
  assert.is(textOf(reading.listVersion), vector.values.list_version);
  assert.is(textOf(reading.meterId), vector.values.meter_id);
  assert.is(textOf(reading.meterType), vector.values.meter_type);
  assert.is(dateTimeText(reading.energyTime), vector.values.clock ?? null);
}

function expectValues(reading: Reading, vector: Vector): void {
  assert.equal(
    rawValues(reading),
    FIELDS.map((_, field) => rawOf(vector, field)),
  );
}

/** Keys and values of the JSON, in the order of the fields; `toString` of a number is its shortest exact text. */
function expectJson(reading: Reading, vector: Vector): void {
  const expected = FIELDS.map(([key], field) => `"${key}":${statusOf(vector, field)}`);
  expected.push(`"energy_time":${JSON.stringify(vector.values.clock ?? null)}`);
  assert.is(measurementMembers(reading, SCALE), expected.join(','));
}

const vectors = suite('vectors');

vectors('there are good ones and rejected ones, with values for every field', () => {
  assert.ok(GOOD_VECTORS.length >= 30);
  assert.ok(VECTORS.length > GOOD_VECTORS.length);
  for (const [key] of FIELDS)
    assert.ok(
      GOOD_VECTORS.some((vector) => vector.values[key] !== undefined),
      key,
    );
});

for (const vector of GOOD_VECTORS) {
  vectors(`${vector.name} gives all its values, and null for the others, in chunks of any size`, () => {
    for (const chunk of CHUNKS) {
      const { reader, link, reading } = createMeter();
      feed(reader, bytesOf(vector.hex), chunk);
      assert.equal(
        { ...link },
        { ...createLinkCounters(), bytes: vector.bytes, frames: 1, lists: 1 },
        `chunks of ${chunk}`,
      );
      expectTexts(reading, vector);
      expectValues(reading, vector);
      expectJson(reading, vector);
    }
  });
}

for (const vector of VECTORS.filter((one) => !one.fcs_ok)) {
  vectors(`${vector.name} is rejected for its FCS`, () => {
    for (const chunk of CHUNKS) {
      const { reader, link } = createMeter(() => assert.unreachable('it was read'));
      feed(reader, bytesOf(vector.hex), chunk);
      reader.flush();
      const { bytes } = vector;
      const expected = { ...createLinkCounters(), bytes, fcs_errors: 1, discarded_bytes: bytes };
      assert.equal({ ...link }, expected, `chunks of ${chunk}`);
    }
  });
}

vectors('all of them in a row each give their own values', () => {
  let index = 0;
  const { reader, link } = createMeter((reading) => {
    const vector = GOOD_VECTORS[index++];
    assert.is(dateTimeText(reading.time), vector.meter_time, vector.name);
    assert.is(reading.values[0], rawOf(vector, 0), vector.name);
  });
  for (const vector of VECTORS) feed(reader, bytesOf(vector.hex), 12);
  reader.flush();
  assert.is(index, GOOD_VECTORS.length);
  assert.is(link.fcs_errors, VECTORS.length - GOOD_VECTORS.length);
});

vectors.run();
