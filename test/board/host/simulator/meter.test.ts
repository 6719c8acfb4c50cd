import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createFrameMaker } from '../../../../board/host/simulator/han-frame.js';
import { createMeter, type Meter, type Push, REGISTER_WS } from '../../../../board/host/simulator/meter.js';
import { createLinkCounters } from '../../../../src/bytes/link-counters.js';
import { createHdlcReader } from '../../../../src/han/hdlc.js';
import { createListReader } from '../../../../src/han/list.js';
import { ENERGY_IMPORT } from '../../../../src/reading/fields.js';
import { createReading, type Reading, textOf } from '../../../../src/reading/reading.js';
import { civilText } from '../../../../src/time/calendar.js';
import { dateTimeText } from '../../../../src/time/date-time.js';
import { FIELDS } from '../../../support/fields.js';

const test = suite('simulator meter');

const HOUR_MS = 3600000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday in spring: import and export both occur. */
const START = Date.UTC(2025, 4, 5);

/** Phases, old firmware, and bytes and HCS on the wire of the 10 s list and of the hourly list. */
const KINDS: [1 | 3, boolean, number, string, number, string][] = [
  [3, false, 228, '239a', 302, 'fc04'],
  [3, true, 229, '9886', 303, '4718'],
  [1, false, 188, 'edaa', 262, '776e'],
  [1, true, 189, '56b6', 263, 'cc72'],
];

function meterOf(phases: 1 | 3, oldFirmware = false, start = START): Meter {
  return createMeter({ phases, oldFirmware, seed: 7, start });
}

function pushesOf(meter: Meter, until: number): Push[] {
  const pushes: Push[] = [];
  while (meter.due() < until) pushes.push(meter.next());
  return pushes;
}

function createReader(): { reading: Reading; read(bytes: Uint8Array): number } {
  const reading = createReading();
  const counters = createLinkCounters();
  const hdlc = createHdlcReader(counters, (total, information) => {
    if (lists.read(total, information)) counters.lists++;
  });
  const lists = createListReader(hdlc.frame, reading);
  return {
    reading,
    read(bytes) {
      hdlc.receive(bytes);
      assert.is(counters.discarded_bytes, 0);
      return counters.lists;
    },
  };
}

/** True if a list contains the field: a 1-phase meter lacks L2 and L3, a 10 s list the registers. */
function isInList(field: number, phases: number, hourly: boolean): boolean {
  if (field >= ENERGY_IMPORT) return hourly;
  return phases === 3 || ![5, 6, 8, 9].includes(field);
}

for (const [phases, oldFirmware, total, hcs, hourlyTotal, hourlyHcs] of KINDS) {
  const name = `${phases}-phase${oldFirmware ? ', old firmware' : ''}`;

  test(`${name}: every list of a day is read with the same values`, () => {
    const { reading, read } = createReader();
    const pushes = pushesOf(meterOf(phases, oldFirmware), START + DAY_MS);
    pushes.forEach((push, i) => {
      assert.is(read(push.bytes), i + 1);
      const clock = civilText(push.utcMs + HOUR_MS);
      assert.is(dateTimeText(reading.time), clock);
      if (push.hourly) assert.is(dateTimeText(reading.energyTime), clock);
      FIELDS.forEach(([key], field) => {
        if (isInList(field, phases, push.hourly)) assert.is(reading.values[field], push.values[field], key);
      });
    });
    assert.is(textOf(reading.meterId)?.length, 16);
    assert.match(textOf(reading.meterType) ?? '', phases === 1 ? /^6861111/ : /^6841121/);
    assert.match(reading.layout, new RegExp(`^${phases}-phase`));
  });

  test(`${name}: both lists have the length and the HCS of a real meter`, () => {
    const pushes = pushesOf(meterOf(phases, oldFirmware), START + HOUR_MS);
    for (const { bytes, hourly } of pushes) {
      assert.is(bytes.length, hourly ? hourlyTotal : total);
      assert.is(Buffer.from(bytes.subarray(6, 8)).toString('hex'), hourly ? hourlyHcs : hcs);
    }
  });
}

interface Vector {
  name: string;
  hex: string;
  meter_time: string;
  values: Record<string, number>;
}

test('the values of the fixtures give the same frames, byte by byte', () => {
  const vectors: Vector[] = JSON.parse(readFileSync('fixtures/kamstrup-han.json', 'utf8'));
  let made = 0;
  for (const vector of vectors) {
    const kind = /^([13])ph-(10s|hourly)-(new|old)$/.exec(vector.name);
    if (!kind) continue;
    const make = createFrameMaker(kind[1] === '1' ? 1 : 3, kind[3] === 'old', kind[2] === 'hourly');
    const raw = FIELDS.map(([key]) => Math.round((vector.values[key] ?? 0) * (/_(a|kwh|kvarh)$/.test(key) ? 100 : 1)));
    const bytes = make(Date.parse(`${vector.meter_time}Z`), raw);
    assert.is(Buffer.from(bytes).toString('hex').toUpperCase(), vector.hex, vector.name);
    made++;
  }
  assert.is(made, 8);
});

test('a day has 8640 lists at :x0 and 24 hourly lists at :00:05 besides them', () => {
  const pushes = pushesOf(meterOf(3), START + DAY_MS);
  const hourly = pushes.filter((push) => push.hourly);
  assert.is(pushes.length, 8640 + 24);
  assert.is(hourly.length, 24);
  for (const push of hourly) assert.is(push.utcMs % HOUR_MS, 5000);
  for (const push of pushes) if (!push.hourly) assert.is(push.utcMs % 10000, 0);
  for (let i = 1; i < pushes.length; i++) assert.ok(pushes[i].utcMs > pushes[i - 1].utcMs);
});

test('over a week the registers of every hourly list agree with the power, to the unit', () => {
  const sums = [0, 0, 0, 0];
  let first: number[] | null = null;
  let held: number[] | null = null;
  for (const push of pushesOf(meterOf(3), START + 7 * DAY_MS)) {
    if (!push.hourly) {
      if (held) for (let i = 0; i < 4; i++) sums[i] += held[i] * 10;
      held = push.values;
      continue;
    }
    const registers = push.values.slice(ENERGY_IMPORT);
    first ??= registers;
    for (let i = 0; i < 4; i++) assert.is(registers[i] - first[i], Math.floor(sums[i] / REGISTER_WS));
  }
  for (const sum of sums) assert.ok(sum > 0);
});

test('the books contain the energy of each hour of UTC, and the registers at its start', () => {
  const meter = meterOf(1, false, START + 25 * 60000);
  const pushes = pushesOf(meter, START + 2 * DAY_MS + 10000);
  assert.is(meter.books.length, 49);
  assert.is(meter.books[0].utcMs, START + 25 * 60000);
  meter.books.slice(0, -1).forEach((book, hour) => {
    const lists = pushes.filter((push) => !push.hourly && Math.floor((push.utcMs - START) / HOUR_MS) === hour);
    const sum = (field: number) => lists.reduce((total, push) => total + push.values[field] * 10, 0);
    assert.is(book.importWs, sum(0));
    assert.is(book.exportWs, sum(1));
    assert.is(book.reactiveImportVars, sum(2));
    assert.is(book.reactiveExportVars, sum(3));
    const next = meter.books[hour + 1];
    assert.is(next.utcMs, START + (hour + 1) * HOUR_MS);
    assert.ok(Math.abs((next.registers[0] - book.registers[0]) * REGISTER_WS - book.importWs) < REGISTER_WS);
    const hourly = pushes.find((push) => push.hourly && push.utcMs === next.utcMs + 5000);
    assert.equal(hourly?.values.slice(ENERGY_IMPORT), next.registers);
  });
});

test('import and export never occur together, nor reactive import and export', () => {
  for (const { values } of pushesOf(meterOf(3), START + DAY_MS)) {
    assert.is(Math.min(values[0], values[1]), 0);
    assert.is(Math.min(values[2], values[3]), 0);
    for (const value of values) assert.ok(Number.isInteger(value) && value >= 0);
  }
});

test('the current of a 1-phase meter is its apparent power by its voltage', () => {
  for (const { values } of pushesOf(meterOf(1), START + DAY_MS)) {
    const apparent = Math.hypot(values[0] + values[1], values[2] + values[3]);
    assert.ok(Math.abs(values[4] / 100 - apparent / values[7]) < 0.006);
  }
});

test('the line current of a 3-wire meter is the square root of three times that of an even load', () => {
  const night = pushesOf(meterOf(3, false, Date.UTC(2025, 5, 1, 20)), Date.UTC(2025, 5, 30));
  const charging = night.find(({ values }) => values[0] > 11000 && values[0] < 11800);
  assert.ok(charging);
  const even = 11000 / 3 / 230;
  for (let field = 4; field <= 6; field++) {
    assert.ok(Math.abs(charging.values[field] / 100 - Math.sqrt(3) * even) < 4);
  }
});

test('the same seed gives the same bytes, another seed others', () => {
  const bytesOf = (seed: number) => {
    const meter = createMeter({ phases: 3, oldFirmware: false, seed, start: START });
    return Buffer.concat(pushesOf(meter, START + HOUR_MS).map((push) => push.bytes)).toString('hex');
  };
  assert.is(bytesOf(7), bytesOf(7));
  assert.is.not(bytesOf(7), bytesOf(8));
});

test('an additional hourly list contains the current registers and changes nothing', () => {
  const start = START + 10 * HOUR_MS + 20000;
  const meter = createMeter({ phases: 3, oldFirmware: false, seed: 7, start, registers: [100, 200, 300, 400] });
  const early = meter.hourly();
  assert.is(early.utcMs, start - 5000);
  assert.equal(early.values.slice(ENERGY_IMPORT), [100, 200, 300, 400]);
  assert.is(meter.books.length, 0);
  while (meter.due() < start + HOUR_MS) meter.next();
  const late = meter.hourly();
  const sent = meter.next();
  assert.is(late.bytes.length, 302);
  assert.is(late.utcMs, sent.utcMs - 5000);
  const { registers, importWs } = meter.books[1];
  // The last list's power is counted with the next list.
  const counted = importWs - late.values[0] * 10;
  assert.ok(Math.abs((late.values[ENERGY_IMPORT] - registers[0]) * REGISTER_WS - counted) < REGISTER_WS);
});

test('a start between two lists is refused', () => {
  assert.throws(() => meterOf(3, false, START + 1), RangeError);
});

test.run();
