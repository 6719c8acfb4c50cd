import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { INFORMATION, layOut, layoutOf, VARIANTS } from '../../board/host/simulator/push-lists.js';
import { checkSequence } from '../../src/bytes/crc.js';
import { type Layout, learnLayout, sameWords } from '../../src/han/layout.js';
import { meaningOf, UNUSED } from '../../src/reading/obis.js';
import { type Reading, textOf } from '../../src/reading/reading.js';
import { scaleOf } from '../../src/reading/scale.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { measurementMembers } from '../../src/status/status.js';
import { dateTimeText } from '../../src/time/date-time.js';
import { FIELDS } from '../support/fields.js';
import { checkOf, dateTime, FLAG, headerOf, withByte, withFcs } from '../support/frame.js';
import { bytesOf } from '../support/hex.js';
import { twoQuadrantList } from '../support/lists.js';
import { afterFrames, snapshot } from '../support/reader.js';
import { GOOD_VECTORS, wireOf } from '../support/vectors.js';

/** Each list by its total bytes: bytes 1-2 and HCS as sent, and the number of elements. */
const LISTS: [number, string, string, number][] = [
  [228, 'A0E2', '239A', 25],
  [229, 'A0E3', '9886', 25],
  [302, 'A12C', 'FC04', 35],
  [303, 'A12D', '4718', 35],
  [188, 'A0BA', 'EDAA', 25],
  [262, 'A104', '776E', 35],
  [189, 'A0BB', '56B6', 25],
  [263, 'A105', 'CC72', 35],
  [141, 'A08B', 'A4FA', 11],
  [176, 'A0AE', 'A01B', 15],
  [461, 'A1CB', '57E7', 65],
];

/** Offset of the first byte of each value from the opening flag; missing if the list does not have it. */
interface Offsets {
  time: number;
  listVersion: number;
  meterId?: number;
  meterNumber?: number;
  meterType?: number;
  clock?: number;
  /** By field: powers, currents, voltages, registers. */
  values: Record<number, number>;
}

/** Offsets of consecutive fields from `first` on. */
function run(first: number, ...offsets: number[]): Record<number, number> {
  return Object.fromEntries(offsets.map((offset, i) => [first + i, offset]));
}

const TEN_SECONDS_3 = { time: 17, listVersion: 33, meterId: 57, meterType: 83 };
const VALUES_3 = { ...run(0, 110, 123, 136, 149), ...run(4, 162, 175, 188), ...run(7, 201, 212, 223) };
const VALUES_3_OLD = { ...run(0, 111, 124, 137, 150), ...run(4, 163, 176, 189), ...run(7, 202, 213, 224) };
const VALUES_1 = { ...run(0, 110, 123, 136, 149), 4: 162, 7: 179 };
const TEN_SECONDS_OLD = { time: 18, listVersion: 34, meterId: 58, meterType: 84 };

const OFFSETS: Record<number, Offsets> = {
  228: { ...TEN_SECONDS_3, values: VALUES_3 },
  302: { ...TEN_SECONDS_3, clock: 235, values: { ...VALUES_3, ...run(10, 256, 269, 282, 295) } },
  229: { ...TEN_SECONDS_OLD, values: VALUES_3_OLD },
  303: { ...TEN_SECONDS_OLD, clock: 236, values: { ...VALUES_3_OLD, ...run(10, 257, 270, 283, 296) } },
  188: { ...TEN_SECONDS_3, values: VALUES_1 },
  262: { ...TEN_SECONDS_3, clock: 195, values: { ...VALUES_1, ...run(10, 216, 229, 242, 255) } },
  176: { ...TEN_SECONDS_3, clock: 148, values: { 0: 110, 4: 123, 7: 136, 10: 169 } },
  461: {
    time: 17,
    listVersion: 33,
    meterNumber: 108,
    clock: 174,
    values: {
      ...run(0, 121, 134, 147, 160),
      ...run(4, 228, 241, 254),
      ...run(7, 195, 206, 217),
      ...run(10, 56, 69, 82, 95),
    },
  },
};

function known(total: number): Layout {
  const layout = layoutOf(total);
  if (!layout) throw new Error(`no list has ${total} bytes`);
  return layout;
}

/** The bytes that are the same in each list of the layout, from offset 0 of the frame. */
function constantBytes(layout: Layout): { bytes: Uint8Array; mask: Uint8Array } {
  return { bytes: new Uint8Array(layout.constant.buffer), mask: new Uint8Array(layout.mask.buffer) };
}

function offsetsOf(layout: Layout): Record<number, number> {
  const pairs32 = Array.from(layout.fields32, (field, i) => [field, layout.offsets32[i]]);
  const pairs16 = Array.from(layout.fields16, (field, i) => [field, layout.offsets16[i]]);
  return Object.fromEntries([...pairs32, ...pairs16]);
}

function agrees(layout: Layout, frame: Uint8Array): boolean {
  return sameWords(layout.mask.length, new Int32Array(frame.buffer), layout.mask, layout.constant);
}

/** A frame of the layout in which every variable byte is `filling`, with correct check sequences. */
function emptyFrame(layout: Layout, filling = 0): Uint8Array {
  const frame = new Uint8Array(layout.total);
  const { bytes, mask } = constantBytes(layout);
  for (let at = INFORMATION; at < layout.total - 3; at++) frame[at] = mask[at] ? bytes[at] : filling;
  frame.set([FLAG, ...headerOf(layout.total - 2)]);
  frame[layout.total - 1] = FLAG;
  return withFcs(frame);
}

function put32(frame: Uint8Array, at: number, value: number): void {
  new DataView(frame.buffer).setUint32(at, value);
}

const layouts = suite('kamstrup: layouts');

layouts('the variants have the documented lengths', () => {
  assert.equal(
    VARIANTS.map((variant) => variant.total),
    [228, 302, 188, 262, 141, 176, 461],
  );
});

layouts('the layout is as long as the variant, and one byte longer with the octet-string date', () => {
  for (const variant of VARIANTS) {
    assert.is(layOut(variant, false).total, variant.total, variant.name);
    assert.is(layOut(variant, true).total, variant.total + 1, variant.name);
  }
});

for (const [total, format, hcs, elements] of LISTS) {
  layouts(`the list of ${total} bytes begins 7E ${format} and has the HCS ${hcs} and ${elements} elements`, () => {
    const layout = known(total);
    assert.is(layout.total, total);
    const header = bytesOf(`${format}2B2113`);
    assert.equal(headerOf(total - 2), [...header, ...bytesOf(hcs)]);
    assert.is(checkSequence(header, 0, 5), parseInt(hcs.slice(2) + hcs.slice(0, 2), 16));
    const { bytes, mask } = constantBytes(layout);
    const structure = layout.time + 12;
    assert.equal(Array.from(bytes.subarray(structure, structure + 2)), [0x02, elements]);
    assert.equal(Array.from(mask.subarray(structure, structure + 2)), [255, 255]);
  });
}

for (const [total, expected] of Object.entries(OFFSETS)) {
  layouts(`every value of the list of ${total} bytes is at the offset of the table`, () => {
    const layout = known(Number(total));
    assert.is(layout.time, expected.time, 'date-time');
    assert.is(layout.listVersion, expected.listVersion, 'list version');
    assert.is(layout.meterId, expected.meterId ?? 0, 'meter id');
    assert.is(layout.meterNumber, expected.meterNumber ?? 0, 'meter number');
    assert.is(layout.meterType, expected.meterType ?? 0, 'meter type');
    assert.is(layout.clock, expected.clock ?? 0, 'clock');
    assert.equal(offsetsOf(layout), expected.values);
  });
}

layouts('old firmware shifts everything by the one byte of its date form', () => {
  for (const variant of VARIANTS) {
    const [usual, old] = [layOut(variant, false), layOut(variant, true)];
    for (const key of ['time', 'listVersion', 'meterId', 'meterNumber', 'meterType', 'clock'] as const) {
      assert.is(old[key], usual[key] && usual[key] + 1, `${variant.name}: ${key}`);
    }
    for (const key of ['offsets32', 'offsets16'] as const) {
      assert.equal(
        Array.from(old[key]),
        Array.from(usual[key], (offset) => offset + 1),
        `${variant.name}: ${key}`,
      );
    }
    assert.is(old.name, `${usual.name}, old firmware`);
  }
});

layouts('the layout learnt from a list is the documented one, whatever its values are', () => {
  for (const [total] of LISTS) {
    const laidOut = known(total);
    for (const filling of [0, 0x7e, 0xff]) {
      const frame = new Uint8Array(512);
      frame.set(emptyFrame(laidOut, filling));
      const learnt = learnLayout(frame, total, INFORMATION);
      assert.ok(learnt, `${total} bytes`);
      assert.equal(offsetsOf(learnt as Layout), offsetsOf(laidOut));
      for (const key of Object.keys(laidOut) as (keyof Layout)[]) {
        // Fields in their order here, in the order of sending there; and the papers say nothing of what is not in a reading.
        if (!/^(fields|offsets)/.test(key))
          assert.equal((learnt as Layout)[key], laidOut[key], `${total} bytes: ${key}`);
      }
    }
  }
});

layouts('only date-times, texts and values may change from list to list', () => {
  for (const [total] of LISTS) {
    const layout = known(total);
    const open = new Set<number>();
    const leave = (at: number, count: number) => {
      for (let i = 0; at && i < count; i++) open.add(at + i);
    };
    // The long-invoke-id-and-priority.
    leave(12, 4);
    leave(layout.time, 12);
    leave(layout.meterId, 16);
    leave(layout.meterNumber, 4);
    leave(layout.meterType, 18);
    leave(layout.clock, 12);
    for (const at of layout.offsets32) leave(at, 4);
    for (const at of layout.offsets16) leave(at, 2);
    const { mask } = constantBytes(layout);
    for (let at = INFORMATION; at < total - 3; at++) {
      // DLMS push 1 goes on with values by phase that are no part of a reading.
      if (total !== 461 || at < 258) assert.is(mask[at] === 255, !open.has(at), `${total} bytes, offset ${at}`);
    }
  }
});

layouts('every OBIS code has one meaning, and each field has one', () => {
  const fields = new Set<number>();
  for (let c = 0; c < 256; c++)
    for (const d of [7, 8]) if (meaningOf(`1.1.${c}.${d}.0.255`) >= 0) fields.add(meaningOf(`1.1.${c}.${d}.0.255`));
  assert.equal(
    [...fields].sort((a, b) => a - b),
    Array.from(FIELDS.keys()),
  );
  assert.is(meaningOf('1.1.1.7.0.255'), 0);
  assert.is(meaningOf('1.1.72.7.0.255'), 9);
  assert.is(meaningOf('1.1.4.8.0.255'), 13);
  for (const code of [
    '1.0.1.7.0.255',
    '0.1.1.7.0.255',
    '1.1.1.7.0.1',
    '1.1.1.7.1.255',
    '1.1.1.0.0.255',
    '1.1.7.7.0.255',
  ])
    assert.is(meaningOf(code), UNUSED, code);
  const others = ['0.1.1.0.0.255', '1.1.0.0.1.255', '1.1.96.1.1.255', '1.1.0.0.5.255'].map(meaningOf);
  assert.is(new Set(others).size, 4);
  assert.ok(others.every((what) => what < 0 && what !== UNUSED));
});

layouts.run();

const agreement = suite('kamstrup: agreement');

agreement('every vector agrees with the layout of its length', () => {
  for (const vector of GOOD_VECTORS) {
    const memory = new Uint8Array(512);
    memory.set(bytesOf(vector.hex));
    assert.ok(agrees(known(vector.bytes), memory), vector.name);
  }
});

/** The number of known values, texts and times. */
function knowledge(reading: Reading): number {
  const texts = [reading.meterId, reading.meterType].filter((text) => textOf(text) !== null).length;
  return reading.known.reduce((sum, one) => sum + one, texts) + Math.sign(reading.energyTime[0]);
}

agreement('a frame with any constant byte changed gives no wrong value', () => {
  for (const [total] of LISTS) {
    const layout = known(total);
    const frame = emptyFrame(layout, 0x31);
    const { mask } = constantBytes(layout);
    const whole = afterFrames([frame]).reading;
    assert.is(whole.layout, layout.name);
    for (let at = INFORMATION; at < total - 3; at++) {
      if (mask[at] !== 255) continue;
      for (const bit of [1, 0x80]) {
        const { reading, link } = afterFrames([withFcs(withByte(frame, at, frame[at] ^ bit))]);
        assert.is(link.frames, 1);
        // Refused; or something is missing now; or the type is another that says the same number; or nobody reads the object.
        const same = JSON.stringify(snapshot(reading)) === JSON.stringify(snapshot(whole));
        const less = knowledge(reading) < knowledge(whole);
        assert.ok(link.unknown_lists === 1 || less || same, `${total} bytes, offset ${at}`);
      }
    }
  }
});

agreement('a frame of another header length is read at its own offsets', () => {
  const frame = wireOf('3ph-10s-new');
  const information = frame.subarray(INFORMATION, 225);
  const header = headerOf(227, [0x02, 0x2b, 0x21, 0x13]);
  const inside = [...header, ...information];
  const { reading, link } = afterFrames([Uint8Array.from([FLAG, ...inside, ...checkOf(inside), FLAG])]);
  assert.is(link.lists, 1);
  assert.is(reading.layout, '3-phase 10 s');
  assert.is(reading.values[0], 1468);
});

agreement.run();

const push1 = suite('kamstrup: DLMS push 1');

/** The list of a meter with the number 17654321, whose values are 1001 and up in the order of the fields. */
function push1Frame(): Uint8Array {
  const layout = known(461);
  const frame = emptyFrame(layout);
  frame.set(dateTime('2026-01-15T13:00:05'), layout.time);
  frame.set(dateTime('2026-01-15T13:00:04'), layout.clock);
  put32(frame, layout.meterNumber, 17654321);
  layout.fields32.forEach((field, i) => {
    put32(frame, layout.offsets32[i], 1001 + field);
  });
  layout.fields16.forEach((_, i) => {
    frame.set([0, 228 + i], layout.offsets16[i]);
  });
  return withFcs(frame);
}

push1('its registers count in 1 Wh, whatever the setting says', () => {
  const { reading } = afterFrames([push1Frame()]);
  for (const unit of [10, 1, 'auto']) {
    const scale = scaleOf(checkSettings(coreSettings(), { energy_unit_wh: unit }).settings);
    const values = JSON.parse(`{${measurementMembers(reading, scale)}}`);
    assert.equal(values, {
      active_power_import_w: 1001,
      active_power_export_w: 1002,
      reactive_power_import_var: 1003,
      reactive_power_export_var: 1004,
      current_l1_a: 10.05,
      current_l2_a: 10.06,
      current_l3_a: 10.07,
      voltage_l1_v: 228,
      voltage_l2_v: 229,
      voltage_l3_v: 230,
      active_energy_import_kwh: 1.011,
      active_energy_export_kwh: 1.012,
      reactive_energy_import_kvarh: 1.013,
      reactive_energy_export_kvarh: 1.014,
      energy_time: '2026-01-15T13:00:04',
    });
  }
});

push1('its meter number is the meter id; a meter type it does not send', () => {
  const { reading, hourly } = afterFrames([push1Frame()]);
  assert.is(textOf(reading.meterId), '17654321');
  assert.is(textOf(reading.meterType), null);
  assert.is(textOf(reading.listVersion), 'Kamstrup_V0001');
  assert.is(dateTimeText(reading.time), '2026-01-15T13:00:05');
  assert.is(reading.layout, 'DLMS push 1');
  assert.ok(hourly());
});

push1('a list in 10 Wh of another meter takes the setting again', () => {
  assert.is(afterFrames([push1Frame(), twoQuadrantList()]).reading.registerUnitWh, 0);
  const { reading } = afterFrames([push1Frame(), wireOf('3ph-hourly-new')]);
  assert.is(reading.registerUnitWh, 0);
  assert.is(textOf(reading.meterId), '5706567000000001');
  assert.is(textOf(reading.meterType), '6841121BN243101040');
});

push1('its elements are those of the document, by their OBIS codes and in their order', () => {
  const { bytes } = constantBytes(known(461));
  const codes: string[] = [];
  for (let at = 47; at < 458; at++) {
    if (bytes[at] === 9 && bytes[at + 1] === 6) codes.push(Array.from(bytes.subarray(at + 2, at + 7)).join('.'));
  }
  const groups = [
    '1.8.0 2.8.0 3.8.0 4.8.0 0.0.1 1.7.0 2.7.0 3.7.0 4.7.0 1.0.0 32.7.0 52.7.0 72.7.0 31.7.0 51.7.0 71.7.0',
    '21.7.0 41.7.0 61.7.0 33.7.0 53.7.0 73.7.0 13.7.0 22.7.0 42.7.0 62.7.0',
    '22.8.0 42.8.0 62.8.0 21.8.0 41.8.0 61.8.0',
  ];
  const expected = groups
    .join(' ')
    .split(' ')
    .map((code) => `${code === '1.0.0' ? '0.1' : '1.1'}.${code}`);
  assert.equal(codes, expected);
  assert.is(String.fromCharCode(...bytes.subarray(33, 47)), 'Kamstrup_V0001');
});

push1.run();
