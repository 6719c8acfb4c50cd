import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LIST_VERSION } from '../../src/han/layout.js';
import { clearRegisters, createReading, type Reading, textOf } from '../../src/reading/reading.js';
import { dateTimeText } from '../../src/time/date-time.js';
import { FIELDS } from '../support/fields.js';
import { dateTime, frameOf, NULL, notification, octets, signed, structure, text, u16, u32 } from '../support/frame.js';
import { bytesOf, concat } from '../support/hex.js';
import {
  aidonList,
  encryptedList,
  kaifaList,
  kamstrupList,
  nextVersionList,
  object,
  SOME_ID,
  SOME_TYPE,
  twoQuadrantList,
} from '../support/lists.js';
import { afterFrames, rawValues, snapshot } from '../support/reader.js';
import { wireOf } from '../support/vectors.js';

const POWER = '1.1.1.7.0.255';
const ENERGY = '1.1.1.8.0.255';
const CLOCK = '0.1.1.0.0.255';

const TEN_SECONDS = wireOf('3ph-10s-new');
const HOURLY = wireOf('3ph-hourly-new');
/** The same kinds of lists of another meter. */
const OTHER_TEN_SECONDS = wireOf('logicmachine-sample-1');

/** The values that are known, by their keys. */
function known(reading: Reading): Record<string, number> {
  const pairs = rawValues(reading).map((value, field) => [FIELDS[field][0], value]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== null));
}

/** The registers' part of that. */
function registers(reading: Reading): (number | null)[] {
  return rawValues(reading).slice(10);
}

const fixed = suite('list: documented layouts');

fixed('the reading is empty before the first list', () => {
  const reading = createReading();
  assert.equal(known(reading), {});
  assert.is(textOf(reading.meterId), null);
  assert.is(reading.protocol, '');
});

fixed('has the names of protocol and layout', () => {
  const { reading } = afterFrames([wireOf('3ph-10s-old')]);
  assert.is(reading.protocol, 'han');
  assert.is(reading.layout, '3-phase 10 s, old firmware');
});

fixed('registers are unknown until the first hourly list, and stay during the 10 s lists after it', () => {
  assert.equal(registers(afterFrames([TEN_SECONDS]).reading), [null, null, null, null]);
  const { reading, hourly } = afterFrames([TEN_SECONDS, HOURLY, TEN_SECONDS, TEN_SECONDS]);
  assert.equal(registers(reading), [427244, 1205, 13, 61813]);
  assert.is(dateTimeText(reading.energyTime), '2026-01-15T14:00:05');
  assert.is(dateTimeText(reading.time), '2026-01-15T13:05:20');
  assert.is(hourly(), false);
});

fixed('hourly refers to the latest list only', () => {
  assert.is(afterFrames([TEN_SECONDS, HOURLY]).hourly(), true);
  assert.is(afterFrames([HOURLY, TEN_SECONDS]).hourly(), false);
});

fixed('an hourly list gives its registers although they were cleared after the previous one', () => {
  const { reader, reading } = afterFrames([HOURLY]);
  clearRegisters(reading);
  reader.receive(HOURLY);
  assert.equal(registers(reading), [427244, 1205, 13, 61813]);
});

fixed('another meter clears the registers of the previous one, within a layout and across layouts', () => {
  for (const other of [OTHER_TEN_SECONDS, wireOf('1ph-10s-new'), twoQuadrantList()]) {
    const own = other.length === 188 ? [OTHER_TEN_SECONDS, wireOf('logicmachine-4')] : [TEN_SECONDS, HOURLY];
    const { reading } = afterFrames([...own, own[0], other]);
    assert.equal(registers(reading), [null, null, null, null]);
    assert.is(dateTimeText(reading.energyTime), null);
  }
});

fixed('the registers of another meter are read at once if its first list is hourly', () => {
  const { reading } = afterFrames([TEN_SECONDS, HOURLY, wireOf('logicmachine-4')]);
  assert.equal(registers(reading), [4422800, 0, 669166, 76940]);
  assert.is(dateTimeText(reading.energyTime), '2019-01-29T01:00:05');
});

fixed('a 1-phase meter after a 3-phase one leaves no current and voltage of L2 and L3 behind', () => {
  const { reading } = afterFrames([TEN_SECONDS, wireOf('1ph-10s-new')]);
  assert.equal(rawValues(reading).slice(4, 10), [564, null, null, 232, null, null]);
});

fixed('a 10 s list of the same layout overwrites every value of the previous one', () => {
  const { reading } = afterFrames([TEN_SECONDS, OTHER_TEN_SECONDS]);
  assert.equal(rawValues(reading).slice(0, 10), [2824, 0, 465, 0, 1091, 750, 557, 220, 221, 223]);
  assert.is(textOf(reading.meterId), '1111111111111111');
});

fixed.run();

const walked = suite('list: other layouts of Kamstrup_V0001');

walked('the list of a 2-quadrant meter, which omits objects, is read', () => {
  const { reading, link } = afterFrames([twoQuadrantList()]);
  assert.is(link.lists, 1);
  assert.equal(known(reading), {
    active_power_import_w: 2345,
    active_power_export_w: 12,
    current_l1_a: 341,
    current_l2_a: 342,
    current_l3_a: 343,
    voltage_l1_v: 231,
    voltage_l2_v: 232,
    voltage_l3_v: 233,
  });
  assert.is(textOf(reading.meterId), SOME_ID);
  assert.is(textOf(reading.meterType), SOME_TYPE);
  assert.is(textOf(reading.listVersion), LIST_VERSION);
  assert.is(dateTimeText(reading.time), '2026-01-15T13:05:20');
  assert.is(reading.layout, '3-phase 2-quadrant 10 s');
  assert.is(reading.protocol, 'han');
});

walked('its hourly list gives its registers, and they stay during its 10 s lists', () => {
  const objects = [
    object(POWER, u32(99)),
    object(CLOCK, octets(dateTime('2026-01-15T14:00:05'))),
    object(ENERGY, u32(777)),
    object('1.1.2.8.0.255', u32(3)),
  ];
  const { reading, hourly } = afterFrames([kamstrupList(objects)]);
  assert.is(hourly(), true);
  assert.equal(registers(reading), [777, 3, null, null]);
  const later = afterFrames([kamstrupList(objects), twoQuadrantList()]);
  assert.is(later.hourly(), false);
  assert.equal(registers(later.reading), [777, 3, null, null]);
  assert.is(dateTimeText(later.reading.energyTime), '2026-01-15T14:00:05');
});

walked('registers without a clock have no time, and not that of another meter', () => {
  const { reading } = afterFrames([HOURLY, kamstrupList([object(ENERGY, u32(777))])]);
  assert.equal(registers(reading), [777, null, null, null]);
  assert.is(dateTimeText(reading.energyTime), null);
});

walked('objects may come in any order, and unknown ones are ignored', () => {
  const objects = [
    object('1.1.72.7.0.255', u16(233)),
    object('1.1.99.99.0.255', u32(4711)),
    object('1.1.21.7.0.255', structure([u32(1), text('nested'), NULL])),
    object(POWER, u32(5)),
  ];
  const { reading } = afterFrames([kamstrupList(objects)]);
  assert.equal(known(reading), { active_power_import_w: 5, voltage_l3_v: 233 });
});

walked('null-data is no value, whether it replaces the value or the OBIS code too', () => {
  const { reading, link } = afterFrames([
    kamstrupList([object(POWER, u32(5)), object('1.1.2.7.0.255', NULL), [NULL, NULL]]),
  ]);
  assert.is(link.lists, 1);
  assert.equal(known(reading), { active_power_import_w: 5 });
});

walked('every type of number is read, including signed ones', () => {
  const objects = [
    object(POWER, signed(4, 70000)),
    object('1.1.3.7.0.255', signed(2, 300)),
    object('1.1.4.7.0.255', signed(1, 100)),
    object('1.1.32.7.0.255', [0x11, 231]),
    object('1.1.52.7.0.255', [0x16, 232]),
    object('1.1.72.7.0.255', u32(4294967295)),
  ];
  assert.equal(known(afterFrames([kamstrupList(objects)]).reading), {
    active_power_import_w: 70000,
    reactive_power_import_var: 300,
    reactive_power_export_var: 100,
    voltage_l1_v: 231,
    voltage_l2_v: 232,
    voltage_l3_v: 4294967295,
  });
});

walked('a negative number is not a valid value', () => {
  for (const bytes of [4, 2, 1] as const) {
    const objects = [object(POWER, signed(bytes, -1)), object('1.1.2.7.0.255', u32(8))];
    assert.equal(known(afterFrames([kamstrupList(objects)]).reading), { active_power_export_w: 8 });
  }
});

walked('a text of more than 32 bytes is cut', () => {
  const { reading } = afterFrames([kamstrupList([object(POWER, u32(5))], LIST_VERSION, 'x'.repeat(60))]);
  assert.is(textOf(reading.meterId), 'x'.repeat(32));
});

walked('a documented list after it is read at its own offsets again', () => {
  const { reading } = afterFrames([TEN_SECONDS, twoQuadrantList('5706567000000001'), TEN_SECONDS]);
  assert.equal(snapshot(reading), snapshot(afterFrames([TEN_SECONDS]).reading));
});

walked('the octet-string form of the date-time is read too', () => {
  const body = twoQuadrantList().subarray(29, -3);
  const information = concat([bytesOf('E6 E7 00 0F 00 00 00 00 09 0C'), dateTime('2026-01-15T13:05:20'), body]);
  assert.is(dateTimeText(afterFrames([frameOf(information)]).reading.time), '2026-01-15T13:05:20');
});

walked('a list without a date-time has none', () => {
  const information = notification(Array.from(twoQuadrantList().subarray(29, -3)), []);
  const { reading, link } = afterFrames([TEN_SECONDS, frameOf(information)]);
  assert.is(link.lists, 2);
  assert.equal(Array.from(reading.time), Array(12).fill(0));
});

walked.run();

const refused = suite('list: frames that are not read');

const REFUSED: [string, Uint8Array][] = [
  ['a list of Kaifa', kaifaList()],
  ['a list of Aidon, an array of structures', aidonList()],
  ['an encrypted list', encryptedList()],
  ['a list of Kamstrup_V0002', nextVersionList()],
  ['a list of a version that only begins alike', kamstrupList([object(POWER, u32(5))], 'Kamstrup_V00010')],
  ['a list without a version', frameOf(notification(structure(object(POWER, u32(5)))))],
  ['a list without a value', kamstrupList([])],
  ['a list whose values are all null', kamstrupList([object(POWER, NULL), object(ENERGY, NULL)])],
  ['a list whose last object has no value', kamstrupList([object(POWER, u32(5)), [object(POWER, u32(5))[0]]])],
  ['a list with bytes behind its last element', frameOf(concat([twoQuadrantList().subarray(8, -3), [0]]))],
  ['a list that ends in the middle of an element', frameOf(twoQuadrantList().subarray(8, -4))],
  ['a list with a type that DLMS does not have', kamstrupList([object(POWER, [0x63, 1, 2, 3])])],
  ['a string whose length takes more than a byte', kamstrupList([object(POWER, [0x0a, 0x81, 1, 65])])],
  ['an APDU that is no data-notification', frameOf(bytesOf('E6 E7 00 C4 01 C1 00 06 00 00 00 01'))],
  ['a frame that is too short for an APDU', frameOf(bytesOf('E6'))],
];

for (const [name, frame] of REFUSED) {
  refused(`${name} changes no reading`, () => {
    const before = snapshot(afterFrames([TEN_SECONDS, HOURLY]).reading);
    const { reading, link, hourly } = afterFrames([TEN_SECONDS, HOURLY, frame]);
    assert.is(link.frames, 3);
    assert.is(link.lists, 2);
    assert.is(link.unknown_lists, 1);
    assert.equal(snapshot(reading), before);
    assert.is(hourly(), true);
  });
}

refused('the next list of the meter is read as usual', () => {
  for (const [name, frame] of REFUSED) {
    const { reading } = afterFrames([HOURLY, frame, TEN_SECONDS]);
    assert.equal(snapshot(reading), snapshot(afterFrames([HOURLY, TEN_SECONDS]).reading), name);
  }
});

refused.run();
