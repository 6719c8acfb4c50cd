/** Every vector of the optical eye: fixtures/kamstrup-eye.json. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  asciiFrame,
  asciiLogical,
  crcXmodem,
  iecBlock,
  kmpFrame,
  kmpPayload,
  kmpRegisters,
} from '../../board/host/simulator/eye-frames.js';
import { BAD, GOOD, UNEXPECTED } from '../../src/eye/protocol.js';
import { ASCII_KMP, BINARY_KMP, REQUESTS, requestBytes, SIGN_ON } from '../../src/eye/requests.js';
import { characters } from '../../src/text/characters.js';
import { createEyeReader, PROTOCOLS, parseResponse, type Visited } from '../support/eye.js';
import { bytesOf, concat, hexOf } from '../support/hex.js';

interface Register {
  id: number;
  unit: number;
  nob: number;
  siex: number;
  mantissa_hex: string;
  value: string;
}

interface Vector {
  id: string;
  dir?: string;
  hex: string;
  proto?: string;
  text?: string;
  logical_hex?: string;
  payload_hex?: string;
  bcc?: number;
  bcc_algo?: string;
  cid?: number;
  crc_ok?: boolean;
  registers?: Register[];
  request_ids?: number[];
  expect?: Record<string, unknown> | null;
}

interface Vectors {
  iec61107: Vector[];
  kmp_ascii_382: Vector[];
  kmp: Vector[];
  kmp_float: { hex: string; value: string }[];
  kmp_stuffing: { raw: string; wire: string }[];
  negative: Vector[];
}

const VECTORS: Vectors = JSON.parse(readFileSync('fixtures/kamstrup-eye.json', 'utf8'));

/** Steps of a poll with a response. */
const STEPS = [0, 1, 2, 3, 4, 5];

function byName(told: Visited[], id: string): Visited | undefined {
  return told.find((one) => one.id === id);
}

/** The exact number of a decimal text: mantissa x 10^exponent without trailing zeros. */
function exactly(text: string): string {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const digits = BigInt(whole + fraction);
  let shift = -fraction.length;
  let rest = digits;
  while (rest && rest % 10n === 0n) {
    rest /= 10n;
    shift++;
  }
  return rest ? `${sign}${rest}e${shift}` : '0';
}

function exactlyTold({ value, exponent }: Visited): string {
  const zeros = exponent > 0 ? '0'.repeat(exponent) : '';
  const text = `${Math.abs(value as number)}`;
  const padded = exponent < 0 ? text.padStart(1 - exponent, '0') : text;
  const point = exponent < 0 ? `${padded.slice(0, exponent)}.${padded.slice(exponent)}` : padded + zeros;
  return exactly((value as number) < 0 ? `-${point}` : point);
}

/** The result of the shipped protocol for a response, at the step to which it belongs. */
function judged(name: string, bytes: Uint8Array): { verdict: number; told: Visited[] } {
  let best = { verdict: UNEXPECTED, told: [] as Visited[] };
  for (const step of STEPS) {
    const one = parseResponse(PROTOCOLS[name](), step, bytes);
    if (one.verdict !== UNEXPECTED) best = one;
    if (one.verdict === GOOD) break;
  }
  return best;
}

const iec = suite('vectors of IEC 61107');

for (const vector of VECTORS.iec61107.filter((one) => one.dir === 'meter->host')) {
  // The one from the field has its customer number masked: digits with the sum 35 (mod 128) keep its BCC correct.
  const text = (vector.text as string).replace('XXXXXXXX', '99980000');
  const bytes = Uint8Array.from(Buffer.from(text, 'latin1'));
  const block = bytes.indexOf(2);

  iec(`${vector.id} is read, identification and each line`, () => {
    if (vector.hex) assert.is(hexOf(bytes), vector.hex.toUpperCase());
    const protocol = PROTOCOLS.iec61107();
    const name = parseResponse(protocol, 0, bytes.subarray(0, block));
    assert.is(name.verdict, GOOD);
    assert.is(byName(name.told, 'make')?.value, 'KAM');
    if (vector.expect?.type) assert.is(byName(name.told, 'model')?.value, vector.expect.type);
    const { verdict, told } = parseResponse(protocol, 1, bytes.subarray(block));
    assert.is(verdict, GOOD);
    for (const [id, expected] of Object.entries(vector.expect ?? {})) {
      const one = byName(told, id);
      if (!one) continue;
      const [, value, unit] = /^([\d.]+)(?: (kWh|h|kW))?/.exec(expected as string) ?? [];
      if (typeof one.value === 'string') {
        assert.is(Number(one.value.replace(',', '.')), Number(value), id);
      } else {
        assert.is(exactlyTold(one), exactly(value), id);
        assert.is(one.unit, unit);
      }
    }
    assert.is(told.length, text.split('(').length - 1, 'every line is kept');
  });

  iec(`${vector.id} with any other BCC is rejected`, () => {
    const protocol = PROTOCOLS.iec61107();
    parseResponse(protocol, 0, bytes.subarray(0, block));
    for (let bcc = 0; bcc < 128; bcc++) {
      const other = bytes.slice(block);
      other[other.length - 1] = bcc;
      const { verdict, told } = parseResponse(protocol, 1, other);
      assert.is(verdict, bcc === bytes[bytes.length - 1] ? GOOD : BAD);
      if (verdict !== GOOD) assert.is(told.length, 0);
    }
  });
}

iec('the requests are the documented ones', () => {
  assert.is(hexOf(requestBytes(SIGN_ON)).toLowerCase(), VECTORS.iec61107.find((one) => one.id === 'iec-signon')?.hex);
  const ack = VECTORS.iec61107.find((one) => one.id === 'iec-modeC-ack-9600')?.hex;
  assert.is(hexOf(requestBytes(1 + 5)).toLowerCase(), ack);
});

iec.run();

const ascii = suite('vectors of the KMP of the 685-382');

/** Names in the fixtures, and the names that the protocol uses. */
const ASCII_NAMES: Record<string, string> = {
  type: 'type',
  meter_id: 'meter_id',
  energy_kwh: 'energy',
  power_w: 'power',
  hours: 'hours',
  peak_power_w: 'peak',
  pulse_input: 'pulses',
  tariff1_kwh: 'tariff_1',
  tariff2_kwh: 'tariff_2',
  resettable_counter_kwh: 'resettable',
};

for (const vector of VECTORS.kmp_ascii_382) {
  ascii(`${vector.id} ${vector.dir === 'meter->host' ? 'is read' : 'is what the rules make'}`, () => {
    const bytes = bytesOf(vector.hex);
    const logical = [...bytesOf(vector.logical_hex as string)].slice(0, -1);
    assert.equal(asciiLogical(bytes), logical);
    assert.is(hexOf(asciiFrame(vector.dir === 'meter->host' ? 'H' : '@', logical)), hexOf(bytes));
    if (vector.dir !== 'meter->host') return;
    const { verdict, told } = judged('kmp-ascii', bytes);
    // HELLO and other memory are good frames, but no responses to our requests.
    const ours = ['leg-hello-resp', 'leg-mem-0384-039b-resp'].indexOf(vector.id) < 0;
    assert.is(verdict, ours ? GOOD : UNEXPECTED);
    if (!ours) return assert.is(told.length, 0);
    for (const [key, expected] of Object.entries(vector.expect ?? {})) {
      const one = byName(told, ASCII_NAMES[key]);
      if (!one) continue;
      if (typeof expected === 'string' && typeof one.value === 'number') {
        assert.is(exactlyTold(one), exactly(expected), key);
      } else assert.is(one.value, expected, key);
    }
    assert.ok(told.length > 0);
  });
}

ascii('the requests are those of the captures', () => {
  ['leg-mem-0001-002c-req', 'leg-90-req', 'leg-95-req'].forEach((id, i) => {
    const vector = VECTORS.kmp_ascii_382.find((one) => one.id === id);
    assert.is(hexOf(requestBytes(ASCII_KMP + i)).toLowerCase(), vector?.hex);
  });
});

ascii.run();

const kmp = suite('vectors of the binary KMP');

for (const vector of VECTORS.kmp) {
  const answer = vector.dir === 'meter->host';
  kmp(`${vector.id} ${answer ? 'is read' : 'is what the rules make'}`, () => {
    const bytes = bytesOf(vector.hex);
    const payload = [...bytesOf(vector.payload_hex as string)];
    assert.equal(kmpPayload(bytes), payload);
    assert.is(hexOf(kmpFrame(answer ? 0x40 : 0x80, payload)), hexOf(bytes));
    const { verdict, told } = judged('kmp', bytes);
    if (!answer || vector.cid === undefined || ![1, 2, 0x10].includes(vector.cid)) {
      // Requests, or responses with logs, which are not requested here.
      if (answer) assert.is(verdict, UNEXPECTED);
      return;
    }
    assert.is(verdict, GOOD);
    if (vector.cid === 1) {
      const type = `${vector.expect?.meter_type ?? '5a00'} ${vector.expect?.sw ?? 'M1'}`;
      assert.is(byName(told, 'type')?.value, type);
    }
    if (vector.expect?.serial) assert.is(byName(told, 'serial')?.value, vector.expect.serial);
    for (const register of vector.registers ?? []) {
      const one = byName(told, `${register.id}`);
      if ([1002, 1003, 1047].includes(register.id)) continue;
      if (register.unit === 54) {
        assert.is(one?.value, Buffer.from(register.mantissa_hex, 'hex').toString('latin1'));
      } else if (BigInt(`0x${register.mantissa_hex}`) < 2n ** 53n) {
        assert.is(exactlyTold(one as Visited), exactly(register.value), `${register.id}`);
      } else assert.is(one, undefined);
    }
  });
}

kmp('the clock of a response is date and time, or the RTC', () => {
  const clockOf = (id: string): unknown => {
    const vector = VECTORS.kmp.find((one) => one.id === id) as Vector;
    return byName(judged('kmp', bytesOf(vector.hex)).told, '')?.value;
  };
  assert.is(clockOf('kmp-c-conpot-time'), 140727203513);
  assert.is(clockOf('kmp-382-2012-05'), 120910160233);
  assert.is(clockOf('kmp-omnipower-04'), 140512131549, 'the RTC alone');
  assert.is(clockOf('kmp-mlt-time-resp1'), 140508021700);
});

kmp('the requests are stuffed, have a CRC, and ask for the registers listed in src/eye/requests.ts', () => {
  const ids = [
    [13, 14, 1, 2, 15, 16, 1023, 1024],
    [1025, 1026, 1054, 1055, 1056, 1076, 1077, 1078],
    [1003, 1002, 1047, 1004, 19, 23, 39, 58],
    [1001, 51, 1126, 1080, 1081, 1082, 3, 4],
  ];
  const payloads = ids.map((some) => [0x3f, 0x10, some.length, ...some.flatMap((id) => [id >> 8, id & 255])]);
  const expected = [[0x3f, 1], ...payloads, [0x3f, 2]].map((payload) => hexOf(kmpFrame(0x80, payload)));
  assert.equal(
    expected.map((_, i) => hexOf(requestBytes(BINARY_KMP + i))),
    expected,
  );
  assert.is(BINARY_KMP + expected.length, REQUESTS);
  assert.is(expected[0].toLowerCase(), VECTORS.kmp.find((one) => one.id === 'kmp-doc-gettype-req')?.hex);
  assert.is(expected[5].toLowerCase(), VECTORS.kmp.find((one) => one.id === 'kmp-doc-getserial-req')?.hex);
  assert.is(crcXmodem([0x3f, 2]), 0x35e9);
});

kmp('every value in the table of values is exact', () => {
  for (const { hex, value } of VECTORS.kmp_float) {
    const [, siex, ...bytes] = bytesOf(hex);
    const frame = kmpRegisters([{ id: 500, unit: 2, siex, bytes }]);
    const { verdict, told } = parseResponse(PROTOCOLS.kmp(), 1, frame);
    assert.is(verdict, GOOD);
    assert.is(exactlyTold(told[0]), exactly(value), value);
  }
});

kmp('unstuffing takes one pass', () => {
  for (const { raw, wire } of VECTORS.kmp_stuffing) {
    const bytes = [...bytesOf(raw)];
    const frame = kmpRegisters([{ id: 1126, unit: 54, siex: 0, bytes }]);
    assert.match(hexOf(frame), wire.toUpperCase());
    const { told } = parseResponse(PROTOCOLS.kmp(), 1, frame);
    assert.is(told[0].value, characters(Uint8Array.from(bytes), 0, bytes.length));
  }
});

kmp.run();

const negative = suite('vectors that must not be read');

/** A poller that waits for the response to its first request. */
function waiting(meter: string): ReturnType<typeof createEyeReader> {
  const reader = createEyeReader({ meter });
  reader.pass(500);
  assert.is(reader.board.sent.length, 1);
  return reader;
}

for (const vector of VECTORS.negative.filter((one) => one.hex)) {
  negative(`${vector.id} gives no value, and every byte is accounted for`, () => {
    const name = vector.proto === 'kmp' ? 'kmp' : 'kmp-ascii';
    const bytes = bytesOf(vector.hex);
    for (let chunk = 1; chunk <= bytes.length; chunk++) {
      const { poller, link, polls, board, pass } = waiting(name);
      for (let at = 0; at < bytes.length; at += chunk) poller.receive(bytes.subarray(at, at + chunk));
      pass(2000);
      assert.equal(polls, []);
      assert.is(link.lists, 0);
      assert.is(board.sent.length, 1, 'it goes on waiting');
      pass(2000);
      assert.is(link.discarded_bytes, link.bytes);
    }
  });
}

negative('after an echo, or a stray 00, the response is read', () => {
  for (const id of ['neg-echo-then-resp', 'neg-lead-00']) {
    const bytes = bytesOf((VECTORS.negative.find((one) => one.id === id) as Vector).hex);
    const from = bytes.indexOf(0x40);
    const { verdict, told } = parseResponse(PROTOCOLS.kmp(), 1, bytes.subarray(from));
    assert.is(verdict, GOOD);
    assert.is(exactlyTold(byName(told, '60') as Visited), exactly('55.006'));
    const { poller, link } = waiting('kmp');
    const type = bytesOf('403F015A001BF2013B330D');
    poller.receive(concat([bytes.subarray(0, from), type]));
    assert.is(link.frames, 1, id);
    assert.is(link.discarded_bytes, from);
  }
});

negative('bad checksums are counted as such, but not frames of others', () => {
  const bad = {
    'neg-doc-crc': 1,
    'neg-crc': 1,
    'neg-dangling-esc': 1,
    'neg-bad-esc': 1,
    'neg-leg-lrc': 1,
    'neg-echo': 0,
  };
  for (const [id, errors] of Object.entries(bad)) {
    const vector = VECTORS.negative.find((one) => one.id === id) as Vector;
    const { poller, link } = waiting(vector.proto === 'kmp' ? 'kmp' : 'kmp-ascii');
    poller.receive(bytesOf(vector.hex));
    assert.is(link.fcs_errors, errors, id);
  }
});

negative('neg-iec-xor: a 685-382 with a BCC by XOR is rejected, another meter with a sum too', () => {
  const lines = '1.8.0(0000053*kWh)\r\n!\r\n';
  for (const [name, bySum] of [
    ['/KAM 685-382-OK-15\r\n', true],
    ['/KAM 68438BC450000\r\n', false],
  ] as const) {
    const protocol = PROTOCOLS.iec61107();
    parseResponse(protocol, 0, Uint8Array.from(Buffer.from(name)));
    assert.is(parseResponse(protocol, 1, iecBlock(lines, bySum)).verdict, GOOD);
    assert.equal(parseResponse(protocol, 1, iecBlock(lines, !bySum)), { verdict: BAD, told: [] });
  }
});

negative('there are 16 of them', () => assert.is(VECTORS.negative.length, 16));

negative.run();
