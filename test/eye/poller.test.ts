import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createEye, type EyeKind } from '../../board/host/simulator/eye.js';
import {
  asciiFrame,
  asciiLogical,
  iecBlock,
  kmpFrame,
  kmpPayload,
  kmpRegisters,
} from '../../board/host/simulator/eye-frames.js';
import { BAD, GOOD } from '../../src/eye/protocol.js';
import { ACKNOWLEDGE, ASCII_KMP, BINARY_KMP, REQUESTS, requestBytes, SIGN_ON } from '../../src/eye/requests.js';
import { decimal } from '../../src/text/decimal.js';
import { dateTimeText } from '../../src/time/date-time.js';
import { createEyeReader, type EyeReader, PROTOCOLS, parseResponse, STATE, sentNumbers } from '../support/eye.js';
import { concat, hexOf } from '../support/hex.js';
import { rawValues, snapshot } from '../support/reader.js';
import { fieldOf } from '../support/readings.js';

const KINDS: [meter: string, kind: EyeKind][] = [
  ['iec61107', 'iec61107'],
  ['iec61107', 'iec62056'],
  ['kmp-ascii', 'kmp-ascii'],
  ['kmp', 'kmp'],
];
const MINUTE = 60000;

/** As sent, in the reading's units: W, mA, V, 0.1 Wh. */
function rawOf(reader: EyeReader, key: string): number | null {
  return rawValues(reader.reading)[fieldOf(key)];
}

/** Checks that the received bytes are those of good responses and of losses. */
function expectAccounted({ link, board }: EyeReader, answers: number): void {
  assert.is(link.bytes, answers + link.discarded_bytes, JSON.stringify(link));
  assert.is(board.lines.filter((line) => /undefined|NaN/.test(line)).length, 0);
}

const polls = suite('poller');

for (const [meter, kind] of KINDS) {
  for (const echo of [false, true]) {
    for (const chunk of [1, 7, 1000]) {
      polls(`reads ${kind} ${echo ? 'with' : 'without'} an echo, ${chunk} bytes at a time`, () => {
        const reader = createEyeReader({ meter, kind, echo, chunk });
        reader.pass(3 * MINUTE);
        const stray = kind === 'kmp' ? reader.link.frames : 0;
        assert.is(reader.polls.length, meter === 'iec61107' ? 3 : 18);
        assert.is(rawOf(reader, 'active_energy_import_kwh'), kind === 'kmp' ? 18342100 : 18340000);
        assert.is(rawOf(reader, 'active_power_import_w'), kind === 'iec61107' ? null : 1234);
        assert.equal({ ...reader.link, bytes: 0, frames: 0, lists: 0 }, { ...emptyLink(), discarded_bytes: stray });
        JSON.parse(reader.poller.registers());
      });
    }
  }
}

function emptyLink(): object {
  return createEyeReader({ meter: 'kmp' }).link;
}

polls('a complete reading of binary KMP, each value by its unit and exponent', () => {
  const reader = createEyeReader({ meter: 'kmp', kind: 'kmp' });
  reader.pass(10000);
  const { reading } = reader;
  const { values } = STATE;
  assert.equal(rawValues(reading), [
    1234,
    0,
    null,
    null,
    ...values.slice(4, 7).map((centiampere) => centiampere * 10),
    228,
    229,
    224,
    ...values.slice(10).map((register) => register * 100),
  ]);
  assert.is(reading.registerUnitWh, 0.1);
  assert.is(dateTimeText(reading.time), STATE.clock);
  assert.is(dateTimeText(reading.energyTime), STATE.clock);
  assert.equal([reading.protocol, reading.layout], ['kmp', '5a00']);
  const told = JSON.parse(reader.poller.registers());
  assert.equal(told['1080'], { value: 0.411, unit: 'kW' });
  assert.is(told['1126'], '070422JA83486');
});

polls('every line of a 685-382 is kept as its first driver shows it', () => {
  const reader = createEyeReader({ meter: 'iec61107', kind: 'iec61107' });
  reader.pass(MINUTE);
  assert.equal(JSON.parse(reader.poller.registers()), {
    make: 'KAM',
    model: '685-382-OK-10',
    '0.0': '10865272',
    '1.20': { value: 1834, unit: 'kWh' },
    '1.20.1': { value: 1834, unit: 'kWh' },
    '1.20.2': { value: 0, unit: 'kWh' },
    '1.31': { value: 57392, unit: 'h' },
    '1.26': '0000000',
    '1.6': { value: 7.4, unit: 'kW' },
    '1.6*1': '000013,0',
  });
  assert.is(reader.board.line, '300 7E1');
  assert.equal(sentNumbers(reader), [SIGN_ON]);
  assert.is(reader.reading.time[11], 1, 'it has no clock');
});

polls(
  'with the meter id hidden only values with a unit are shown: a number may identify the meter or its owner',
  () => {
    for (const meter of ['iec61107', 'kmp-ascii', 'kmp'] as const) {
      const reader = createEyeReader({ meter, kind: meter });
      reader.pass(MINUTE);
      const all = Object.keys(JSON.parse(reader.poller.registers())).length;
      reader.reading.hideMeterId = true;
      const shown = Object.values(JSON.parse(reader.poller.registers())) as { unit?: string }[];
      assert.ok(shown.length > 0 && shown.length < all, meter);
      assert.ok(shown.every((register) => register.unit));
    }
  },
);

polls('mode C is acknowledged at 300 baud and read at 9600, and the next sign-on is at 300 again', () => {
  const lines: string[] = [];
  const reader = createEyeReader({ meter: 'iec61107', kind: 'iec62056' });
  const { uart } = reader.board;
  const write = uart.write;
  uart.write = (bytes, baud) => {
    lines.push(`${reader.board.line} ${hexOf(bytes)} ${baud}`);
    write(bytes, baud);
  };
  reader.pass(2 * MINUTE);
  const once = ['300 7E1 2F3F210D0A 0', '300 7E1 063035300D0A 9600'];
  assert.equal(lines, [...once, ...once]);
  assert.equal(sentNumbers(reader), [SIGN_ON, ACKNOWLEDGE + 5, SIGN_ON, ACKNOWLEDGE + 5]);
});

polls('a 685-382 never gets an acknowledgement, whatever its baud rate character is', () => {
  const reader = createEyeReader({ meter: 'iec61107' });
  reader.pass(500);
  reader.poller.receive(Buffer.from('/KAM5685-382-OK-10\r\n'));
  reader.pass(MINUTE);
  assert.ok(sentNumbers(reader).every((number) => number === SIGN_ON));
});

polls('the period is 10 s for KMP, 60 s for IEC, or poll_s', () => {
  for (const [meter, kind, poll_s, expected] of [
    ['kmp', 'kmp', 0, 30],
    ['kmp', 'kmp', 60, 5],
    ['kmp-ascii', 'kmp-ascii', 30, 10],
    ['iec61107', 'iec61107', 0, 5],
  ] as const) {
    const reader = createEyeReader({ meter, kind, poll_s });
    reader.pass(5 * MINUTE);
    assert.is(reader.polls.length, expected, `${meter} ${poll_s}`);
  }
});

polls('auto tries binary at 9600, ASCII at 1200 8E2, then IEC at 300 7E1, and logs the protocol it found', () => {
  const setup: [EyeKind, string, string][] = [
    ['kmp', '9600 8N1', 'kmp (5a00)'],
    ['kmp-ascii', '1200 8E2', 'kmp-ascii (685-382)'],
    ['iec61107', '300 7E1', 'iec61107 (mode A)'],
  ];
  for (const [kind, line, words] of setup) {
    const reader = createEyeReader({ meter: 'auto', kind });
    reader.pass(MINUTE);
    assert.ok(reader.polls.length > 0, kind);
    assert.is(reader.board.line, line);
    assert.equal(reader.board.lines, [`meter: found ${words}`]);
    const firsts = sentNumbers(reader).filter((number, i, all) => number !== all[i - 1]);
    const order = [BINARY_KMP, ASCII_KMP, SIGN_ON].slice(0, setup.findIndex((one) => one[0] === kind) + 1);
    assert.equal(firsts.slice(0, order.length), order);
  }
});

polls('auto tries other protocols again after three polls without a response', () => {
  let mute = false;
  const damage = (bytes: Uint8Array): Uint8Array | null => (mute ? null : bytes);
  const reader = createEyeReader({ meter: 'auto', kind: 'kmp', damage });
  reader.pass(MINUTE);
  mute = true;
  reader.pass(MINUTE);
  assert.ok(sentNumbers(reader).includes(SIGN_ON));
  mute = false;
  const before = reader.polls.length;
  reader.pass(MINUTE);
  assert.ok(reader.polls.length > before);
});

polls('whether a register has changed is known from the second poll on', () => {
  let register = 100;
  const state = () => ({ ...STATE, values: STATE.values.map((value, i) => (i === 10 ? register : value)) });
  const reader = createEyeReader({ meter: 'kmp', kind: 'kmp', state });
  reader.pass(20000);
  register++;
  reader.pass(20000);
  assert.equal(reader.polls, [false, false, true, false]);
});

polls('a meter without register 1001 is asked for its serial number, and need not respond', () => {
  const answers = (serial: boolean): EyeReader => {
    const reader = createEyeReader({ meter: 'kmp' });
    reader.board.onSent = (sent) => {
      const command = sent[2];
      const empty = kmpRegisters([{ id: 1, unit: 2, siex: 0, bytes: [7] }]);
      if (command === 1) replies.push(kmpFrame(0x40, [0x3f, 1, 0x53, 0x01, 1, 2]));
      else if (command === 0x10) replies.push(empty);
      else if (serial) replies.push(kmpFrame(0x40, [0x3f, 2, 1, 2, 3, 4]));
    };
    const replies: Uint8Array[] = [];
    for (let i = 0; i < 80; i++) {
      reader.pass(250);
      for (const reply of replies.splice(0)) reader.poller.receive(reply);
    }
    return reader;
  };
  assert.ok(answers(true).polls.length > 0);
  assert.is(Buffer.from(answers(true).reading.meterId).toString().replace(/\0/g, ''), '16909060');
  const silent = answers(false);
  assert.ok(silent.polls.length > 0);
  assert.is(silent.reading.meterId[0], 0);
  assert.is(rawOf(silent, 'active_energy_import_kwh'), 70000);
});

polls.run();

const values = suite('poller: values');

/** A reader with these registers, at the second step of a poll. */
function afterRegisters(registers: Parameters<typeof kmpRegisters>[0]): EyeReader {
  const reader = createEyeReader({ meter: 'kmp' });
  const answers = [kmpFrame(0x40, [0x3f, 1, 0x5a, 0, 13, 1]), kmpRegisters(registers)];
  const none = kmpFrame(0x40, [0x3f, 0x10]);
  for (let i = 0; i < 12 && reader.polls.length === 0; i++) {
    reader.pass(500);
    reader.poller.receive(answers.shift() ?? none);
  }
  reader.pass(6000);
  return reader;
}

const WATT = 21;
const KWH = 2;

values('units and exponents of any size come out as sent, or rounded if the reading is coarser', () => {
  const cases: [id: number, key: string, unit: number, siex: number, mantissa: number[], expected: number | null][] = [
    [1023, 'active_power_import_w', 22, 0x43, [0x1c, 0xe2], 7394],
    [1023, 'active_power_import_w', WATT, 0, [5], 5],
    [1023, 'active_power_import_w', WATT, 0x41, [25], 3],
    [1023, 'active_power_import_w', 22, 0xc3, [25], null],
    [1023, 'active_power_import_w', 33, 0, [25], null],
    [1023, 'active_power_import_w', 22, 0x11, [0x01, 0x2a, 0xf0, 0x24], null],
    [13, 'active_energy_import_kwh', KWH, 0x44, [0x00, 0x1d, 0x44, 0x3f], 1918015],
    [1, 'active_energy_import_kwh', 3, 0x43, [0xd6, 0xde], 550060000],
    [1, 'active_energy_import_kwh', KWH, 0, [0xff, 0xff, 0xff, 0xff], 42949672950000],
    [1, 'active_energy_import_kwh', 1, 0, [7], 70],
    [3, 'reactive_energy_import_kvarh', 14, 0x42, [9], 900],
    [3, 'reactive_energy_import_kvarh', KWH, 0x42, [9], null],
    [1076, 'current_l1_a', 34, 0x43, [0x13, 0xf8], 5112],
    [1076, 'current_l1_a', 34, 0x42, [5], 50],
    [1054, 'voltage_l1_v', 33, 0x41, [0x08, 0xfd], 230],
  ];
  for (const [id, key, unit, siex, bytes, expected] of cases) {
    const reader = afterRegisters([
      { id, unit, siex, bytes },
      { id: 1055, unit: 33, siex: 0, bytes: [230] },
    ]);
    assert.is(reader.polls.length, 1, key);
    assert.is(rawOf(reader, key), expected, `${id} ${unit} ${siex}`);
    assert.is(rawOf(reader, 'voltage_l3_v'), null, 'what is missing is null, not 0');
  }
});

values('of two registers for one energy the finer one counts, unless it has overflowed', () => {
  const energy = (fine: number, coarse: number): number | null =>
    rawOf(
      afterRegisters([
        { id: 13, unit: KWH, siex: 0x44, bytes: [fine >> 16, (fine >> 8) & 255, fine & 255] },
        { id: 1, unit: KWH, siex: 0, bytes: [coarse >> 8, coarse & 255] },
      ]),
      'active_energy_import_kwh',
    );
  assert.is(energy(1918015, 191), 1918015);
  assert.is(energy(15, 191), 1910000);
});

values('a clock that was never set, or is invalid, is no time', () => {
  const timeOf = (bytes: number[]): string | null => {
    const { reading } = afterRegisters([
      { id: 1047, unit: 53, siex: 0, bytes },
      { id: 1055, unit: 33, siex: 0, bytes: [230] },
    ]);
    assert.is(reading.time[11] === 1, dateTimeText(reading.time) === null);
    return dateTimeText(reading.time);
  };
  assert.is(timeOf([0x82, 1, 33, 2, 16, 10, 9, 12]), '2012-09-10T16:02:33');
  assert.is(timeOf([0, 6, 0, 0, 0, 1, 1, 0]), null);
  assert.is(timeOf([0, 0, 0, 0, 0, 0, 0, 0]), null);
  assert.is(timeOf([255, 255, 255, 255, 255, 255, 255, 255]), null);
  assert.is(timeOf([0, 1, 61, 0, 0, 1, 1, 26]), null);
  assert.is(timeOf([0, 1, 1]), null);
  assert.is(timeOf([0, 1, 0, 0, 0, 1, 1, 47]), '2047-01-01T00:00:00');
  assert.is(timeOf([0, 1, 0, 0, 0, 1, 1, 48]), null);
});

values('a response that ends within a register gives the registers before it', () => {
  const reader = createEyeReader({ meter: 'kmp' });
  const answers = [
    kmpFrame(0x40, [0x3f, 1, 0x5a, 0, 13, 1]),
    kmpFrame(0x40, [0x3f, 0x10, 3, 255, 21, 1, 0, 9, 0, 1, 2, 4, 0, 1]),
  ];
  for (let i = 0; i < 12; i++) {
    reader.pass(500);
    reader.poller.receive(answers.shift() ?? kmpFrame(0x40, [0x3f, 0x10]));
  }
  reader.pass(6000);
  assert.is(rawOf(reader, 'active_power_import_w'), 9);
  assert.is(rawOf(reader, 'active_energy_import_kwh'), null);
});

values('a poll without any known value is counted and gives no reading', () => {
  const reader = afterRegisters([{ id: 60, unit: 3, siex: 0x43, bytes: [0xd6, 0xde] }]);
  assert.equal(reader.polls, []);
  assert.is(reader.link.unknown_lists, 1);
  assert.equal(JSON.parse(reader.poller.registers())['60'], { value: 55.006, unit: 'MWh' });
});

values('lines of IEC in every form: medium, several sets, no brackets, no number, any byte', () => {
  const reader = createEyeReader({ meter: 'iec61107' });
  reader.pass(500);
  reader.poller.receive(Buffer.from('noise\n/KAM 68438BC450000\r\n'));
  const lines =
    '1-0:1.8.0(0036886.5*kWh)\r\n1.6.0(1.078*kW)(0901011200)\r\nbare\r\n9.9()\r\n2.8.0(1.2.3*kWh)\r\n' +
    '"\\\x01\xff(\x00")\r\n3.8.0(1234567890123456*kvarh)\r\n0.9.1(12*)\r\n!\r\n';
  reader.poller.receive(iecBlock(lines, false));
  assert.is(reader.polls.length, 1);
  assert.is(rawOf(reader, 'active_energy_import_kwh'), 368865000);
  assert.is(rawOf(reader, 'active_energy_export_kwh'), null);
  assert.is(rawOf(reader, 'reactive_energy_import_kvarh'), null);
  assert.equal(JSON.parse(reader.poller.registers()), {
    make: 'KAM',
    model: '68438BC450000',
    '1-0:1.8.0': { value: 36886.5, unit: 'kWh' },
    '1.6.0': { value: 1.078, unit: 'kW' },
    '1.6.0/': '0901011200',
    '2.8.0': '1.2.3*kWh',
    '"\\\x01\xff': '\x00"',
    '3.8.0': '1234567890123456*kvarh',
    '0.9.1': '12*',
  });
});

values('at most forty lines are kept', () => {
  const reader = createEyeReader({ meter: 'iec61107' });
  reader.pass(500);
  reader.poller.receive(Buffer.from('/KAM 68438BC450000\r\n'));
  let lines = '1.8.0(1*kWh)\r\n';
  for (let i = 0; i < 60; i++) lines += `9.${i}(${i})\r\n`;
  reader.poller.receive(iecBlock(lines, false));
  assert.is(Object.keys(JSON.parse(reader.poller.registers())).length, 40);
});

values.run();

const faults = suite('poller: faults');

faults('a request without a response is tried once more, and then the next poll follows', () => {
  const reader = createEyeReader({ meter: 'kmp' });
  reader.pass(MINUTE);
  // Two per poll of ten seconds.
  assert.equal(sentNumbers(reader), new Array(12).fill(BINARY_KMP));
  assert.is(reader.link.timeouts, 12);
});

faults('a poll survives the loss of any one of its responses', () => {
  for (const [meter, kind] of KINDS) {
    for (let lost = 0; lost < 5; lost++) {
      const damage = (bytes: Uint8Array, n: number): Uint8Array | null => (n === lost ? null : bytes);
      const reader = createEyeReader({ meter, kind, damage });
      reader.pass(25000);
      assert.ok(reader.polls.length > 0, `${kind} ${lost}`);
    }
  }
});

faults('a bad checksum is counted, gives nothing, and the request is repeated', () => {
  for (const [meter, kind] of KINDS) {
    const flip = (bytes: Uint8Array, n: number): Uint8Array => {
      if (n > 2 || bytes.length < 10) return bytes;
      return bytes.map((byte, i) => (i === bytes.length - 5 ? byte ^ 1 : byte));
    };
    const reader = createEyeReader({ meter, kind, damage: flip });
    reader.pass(20000);
    assert.ok(reader.link.fcs_errors > 0 || kind === 'iec62056', kind);
    assert.ok(reader.polls.length > 0 || kind.startsWith('iec'), kind);
    assert.is(reader.link.timeouts, 0, kind);
  }
});

faults('noise before, between and after responses costs none of them', () => {
  const noise = Uint8Array.from([0, 0x55, 0xff, 0x31, 0x0a]);
  for (const [meter, kind] of KINDS) {
    const reader = createEyeReader({ meter, kind, damage: (bytes) => concat([noise, bytes, noise]), chunk: 3 });
    reader.pass(2 * MINUTE);
    assert.is(reader.polls.length, meter === 'iec61107' ? 2 : 12, kind);
    assert.is(reader.link.timeouts, 0);
  }
});

faults('unrequested bytes are counted and dropped', () => {
  const reader = createEyeReader({ meter: 'kmp', kind: 'kmp' });
  reader.pass(6000);
  const before = snapshot(reader.reading);
  reader.poller.receive(kmpRegisters([{ id: 1, unit: KWH, siex: 0, bytes: [1] }]));
  assert.equal(snapshot(reader.reading), before);
  reader.pass(MINUTE);
  assert.is(reader.polls.length, 7);
});

faults('a babbling line is abandoned, and the meter is read once it is quiet', () => {
  let babble = true;
  const reader = createEyeReader({ meter: 'kmp', kind: 'kmp', damage: (bytes) => (babble ? null : bytes) });
  for (let i = 0; i < 400; i++) {
    reader.poller.receive(new Uint8Array(40).fill(0x40));
    reader.pass(250);
  }
  assert.is(reader.polls.length, 0);
  reader.pass(10000);
  assert.is(reader.link.discarded_bytes, reader.link.bytes);
  babble = false;
  reader.pass(2 * MINUTE);
  assert.ok(reader.polls.length > 5);
});

faults('a chunk larger than the ring is only counted', () => {
  const reader = createEyeReader({ meter: 'kmp' });
  reader.pass(500);
  assert.is(reader.poller.receive(new Uint8Array(4096)), 1);
  assert.is(reader.link.discarded_bytes, 4096);
});

faults.run();

const properties = suite('poller: properties');

/** Bytes with many beginnings and ends of all three protocols. */
const tricky = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom(
        ...['@', '\r', 'H', '/', '\n', '\x02', '\x03', '\x1b', '/KAM5\r\n', '@?\x10', 'HFE90', '/KAM 685-\r\n'].map(
          (text) => Uint8Array.from(Buffer.from(text, 'latin1')),
        ),
      ),
    ),
    { maxLength: 60 },
  )
  .map(concat);
const meters = fc.constantFrom('iec61107', 'kmp-ascii', 'kmp', 'auto');

properties('no bytes make it throw, send anything but a request of the table, or miscount', () => {
  fc.assert(
    fc.property(
      meters,
      fc.array(tricky, { maxLength: 12 }),
      fc.integer({ min: 1, max: 40 }),
      (meter, pieces, chunk) => {
        const reader = createEyeReader({ meter });
        for (const piece of pieces) {
          reader.pass(750);
          for (let at = 0; at < piece.length; at += chunk) reader.poller.receive(piece.subarray(at, at + chunk));
        }
        reader.pass(10000);
        assert.ok(sentNumbers(reader).every((number) => number >= 0));
        JSON.parse(reader.poller.registers());
        assert.is(reader.link.lists, reader.polls.length);
        if (reader.link.frames === 0) expectAccounted(reader, 0);
      },
    ),
    { numRuns: 600 },
  );
});

/** Flips, drops or adds bytes. */
const damages = fc.array(
  fc.record({ at: fc.nat(400), bit: fc.integer({ min: 0, max: 7 }), kind: fc.constantFrom('flip', 'drop', 'add') }),
  { minLength: 1, maxLength: 3 },
);

properties('a damaged response never gives a value that was not sent', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), damages, fc.nat(6), ([meter, kind], spots, which) => {
      const damage = (bytes: Uint8Array, n: number): Uint8Array => {
        if (n % 7 !== which) return bytes;
        let out = Array.from(bytes);
        for (const { at, bit, kind: how } of spots) {
          const i = at % (out.length || 1);
          if (how === 'flip') out[i] ^= 1 << (meter === 'iec61107' ? bit % 7 : bit);
          else out = how === 'drop' ? out.filter((_, k) => k !== i) : [...out.slice(0, i), bit, ...out.slice(i)];
        }
        return Uint8Array.from(out);
      };
      const reader = createEyeReader({ meter, kind, damage });
      const good = createEyeReader({ meter, kind });
      good.pass(MINUTE);
      reader.pass(MINUTE);
      // The IEC identification has no check sequence, and in the 7 bits of a BCC two flips may cancel each other out.
      if (meter === 'iec61107') return;
      if (meter === 'kmp-ascii' && spots.length > 1) return;
      const sent = rawValues(good.reading);
      rawValues(reader.reading).forEach((value, field) => {
        if (value !== null) assert.is(value, sent[field]);
      });
    }),
    { numRuns: 300 },
  );
});

/** Good frames with up to three bytes changed, and any others. */
const nearlyGood = (frames: Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(fc.constantFrom(...frames), fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }))
    .map(([frame, changes]) => {
      const bytes = frame.slice();
      for (const [at, byte] of changes) bytes[1 + (at % (bytes.length - 2))] = byte;
      return bytes;
    });

properties(
  'each decoder accepts data with a good checksum, by an independent calculation, and gives nothing for the rest',
  () => {
    const ascii = [asciiFrame('H', [0xfe, 0x95, 1, 0, 0, 35, 72, 0, 0, 35, 71, 0, 0, 0, 1])];
    const binary = [
      kmpFrame(0x40, [0x3f, 1, 0x5a, 0, 13, 1]),
      kmpRegisters([{ id: 64, unit: 2, siex: 0, bytes: [6, 27] }]),
    ];
    const block = [iecBlock('1.8.0(0000053*kWh)\r\n!\r\n', false)];
    const check = (name: string, frames: Uint8Array[], isGood: (bytes: Uint8Array) => boolean): void => {
      fc.assert(
        fc.property(nearlyGood(frames), fc.integer({ min: 0, max: 5 }), (bytes, step) => {
          const { verdict, told } = parseResponse(PROTOCOLS[name](), step, bytes);
          if (verdict !== BAD) assert.ok(isGood(bytes), hexOf(bytes));
          else if (name === 'kmp-ascii') assert.not.ok(isGood(bytes), hexOf(bytes));
          if (verdict !== GOOD) assert.is(told.length, 0);
        }),
        { numRuns: 3000 },
      );
    };
    check('kmp-ascii', ascii, (bytes) => asciiLogical(bytes) !== null);
    check('kmp', binary, (bytes) => kmpPayload(bytes) !== null);
    check('iec61107', block, (bytes) => {
      // Without an ETX in its place it is an identification, which has no check sequence and gives no number.
      if (bytes[bytes.length - 2] !== 3) return true;
      const text = Buffer.from(bytes.subarray(1, -2)).toString('latin1');
      return (iecBlock(text, false)[text.length + 2] & 127) === (bytes[bytes.length - 1] & 127);
    });
  },
);

properties('numbers in registers are mantissa and exponent', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.integer({ min: 0, max: 9 }), fc.boolean(), (mantissa, digits, negative) => {
      const bytes = [24, 16, 8, 0].map((shift) => (mantissa >>> shift) & 255);
      const reader = afterRegisters([
        { id: 500, unit: KWH, siex: digits | (negative ? 0xc0 : 0x40), bytes },
        { id: 1055, unit: 33, siex: 0, bytes: [230] },
      ]);
      const expected = (negative && mantissa ? '-' : '') + decimal(mantissa, digits);
      assert.match(reader.poller.registers(), `"500":{"value":${expected},"unit":"kWh"}`);
    }),
    { numRuns: 100 },
  );
});

properties.run();

const sends = suite('poller: what can be sent');

sends('the table has reads only: no other command of any protocol', () => {
  for (let number = 0; number < REQUESTS; number++) {
    const bytes = requestBytes(number);
    const text = Buffer.from(bytes).toString('latin1');
    if (number === SIGN_ON) assert.is(text, '/?!\r\n');
    else if (number < ASCII_KMP) assert.is(text, `\u00060${number - ACKNOWLEDGE}0\r\n`);
    else if (number < BINARY_KMP) assert.match(text, /^@FE(01|90|95)/);
    else assert.ok([0x01, 0x02, 0x10].includes(kmpPayload(bytes)?.[1] ?? 0), hexOf(bytes));
  }
  const table = Array.from({ length: REQUESTS }, (_, number) => hexOf(requestBytes(number)));
  for (const number of [-2, -1, Number.NaN]) assert.ok(table.includes(hexOf(requestBytes(number))));
  assert.throws(() => requestBytes(REQUESTS));
});

sends('only the poller writes to a line, and only requests of the table', () => {
  for (const file of readdirSync('src').filter((name) => name.endsWith('.ts'))) {
    const code = readFileSync(`src/${file}`, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    const writes = code.match(/uart\.write\(.*\)/g) ?? [];
    assert.is(writes.length, file === 'poller.ts' ? 1 : 0, file);
    if (writes.length)
      assert.match(
        code,
        /const request = requestBytes\(number\);\s+echo = request\.length;\s+board\.uart\.write\(request,/,
      );
  }
});

sends('the simulated meters accept no other command either', () => {
  for (const [, kind] of KINDS) {
    const eye = createEye(kind, () => STATE);
    for (const bytes of [
      kmpFrame(0x80, [0x3f, 0x09, 0, 1, 0x14, 0x4a, 0, 2, 0x77, 0x15]),
      asciiFrame('@', [0xfe, 0x92, 0, 0]),
      Buffer.from('\x01P1\x02(00000000)\x03'),
    ])
      assert.equal(eye.take(bytes), []);
  }
});

sends.run();
