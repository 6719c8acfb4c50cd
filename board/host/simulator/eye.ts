/** Meters that answer through their optical eye: what they answer to a request, and after how long. */
import type { Line } from '../../../src/board.js';
import {
  asciiFrame,
  asciiLogical,
  bigEndian,
  iecBlock,
  type KmpRegister,
  kmpFrame,
  kmpPayload,
  kmpRegisters,
  latin1,
} from './eye-frames.js';

/** `iec61107` and `kmp-ascii` are protocols of a 685-382, `iec62056` is a meter of mode C, `kmp` an OMNIPOWER. */
export type EyeKind = 'iec61107' | 'iec62056' | 'kmp-ascii' | 'kmp';

/** The state of the meter: the raw values of the 14 fields (registers in 10 Wh), and its clock. */
export interface EyeState {
  values: number[];
  /** As `YYYY-MM-DDThh:mm:ss`. */
  clock: string;
}

/** An answer, sent after `afterMs` of silence; then the line changes to `baud`, if given. */
export interface EyeAnswer {
  afterMs: number;
  bytes: Uint8Array;
  baud?: number;
}

export interface Eye {
  line: Line;
  /** Takes bytes from the reader and returns the answers, in order. */
  take(bytes: Uint8Array): EyeAnswer[];
}

const LINES: Record<EyeKind, Line> = {
  iec61107: { baud: 300, bytesize: 7, parity: 'even', stopbits: 1 },
  iec62056: { baud: 300, bytesize: 7, parity: 'even', stopbits: 1 },
  'kmp-ascii': { baud: 1200, bytesize: 8, parity: 'even', stopbits: 2 },
  kmp: { baud: 9600, bytesize: 8, parity: 'none', stopbits: 1 },
};

const SERIAL = 17707970;
const CUSTOMER = 10865272;
const HOURS = 57392;
const PEAK_W = 7400;

function digits(value: number, count: number): string {
  return `${Math.floor(value)}`.padStart(count, '0');
}

/** kWh of a register in 10 Wh. */
function kwh(register: number): number {
  return register / 100;
}

function block685({ values }: EyeState): Uint8Array {
  const energy = digits(kwh(values[10]), 7);
  const peak = digits(PEAK_W / 100, 7).replace(/(.)$/, ',$1');
  return iecBlock(
    `0.0(${digits(CUSTOMER, 8)})\r\n1.20(${energy}*kWh)\r\n1.20.1(${energy}*kWh)\r\n1.20.2(0000000*kWh)\r\n` +
      `1.31(${digits(HOURS, 7)}*h)\r\n1.26(0000000)\r\n1.6(${peak}*kW)\r\n1.6*1(000013,0)!\r\n`,
    true,
  );
}

function block62056({ values }: EyeState): Uint8Array {
  const energy = digits(kwh(values[10]), 7);
  return iecBlock(
    `0.0.0(${digits(CUSTOMER, 8)})\r\n1.8.0(${energy}*kWh)\r\n2.8.0(${digits(kwh(values[11]), 7)}*kWh)\r\n` +
      `96.8.0(${digits(HOURS, 7)}*h)\r\n0.128.1(0000000)\r\n1.6.0(${(PEAK_W / 1000).toFixed(3)}*kW)\r\n` +
      `1.7.0(${(values[0] / 1000).toFixed(3)}*kW)\r\n32.7.0(${values[7]}*V)\r\n!\r\n`,
    false,
  );
}

function ascii(logical: number[], { values }: EyeState): Uint8Array | null {
  const u32 = (value: number): number[] => bigEndian(Math.floor(value), 4);
  const energy = kwh(values[10]);
  const command = logical[1];
  if (command === 1 && logical.length === 6) {
    const memory = new Array<number>(44).fill(0);
    memory.splice(0, 10, ...Buffer.from('685382OK10'));
    memory.splice(29, 8, ...u32(SERIAL).reverse(), ...u32(CUSTOMER).reverse());
    return asciiFrame('H', [0xfe, 1, ...memory]);
  }
  if (command === 0x90) {
    const numbers = [energy, values[0], HOURS, values[10], PEAK_W, CUSTOMER, 0, 0, 168339478];
    return asciiFrame('H', [0xfe, 0x90, ...numbers.flatMap(u32)]);
  }
  return command === 0x95 ? asciiFrame('H', [0xfe, 0x95, 1, ...[energy, energy, 0].flatMap(u32)]) : null;
}

/** All registers of this meter; it has no 15, 16, 1025, 1026, 23, 39 and 51. */
function registersOf({ values, clock }: EyeState): KmpRegister[] {
  const number = (id: number, unit: number, siex: number, value: number, size = 4): KmpRegister => ({
    id,
    unit,
    siex,
    bytes: bigEndian(value, size),
  });
  const [, yy, month, day, hour, minute, second] = (/..(..)-(..)-(..)T(..):(..):(..)/.exec(clock) ?? []).map(Number);
  const rtc = [2, 1, second, minute, hour, day, month, yy];
  return [
    ...[0, 1].map((i) => number(1023 + i, 22, 0x43, values[i])),
    ...[0, 1, 2].map((i) => number(1076 + i, 34, 0x42, values[4 + i])),
    ...[0, 1, 2].map((i) => number(1054 + i, 33, 0, values[7 + i], 2)),
    ...[0, 1].map((i) => number(13 + i, 2, 0x44, values[10 + i] * 100)),
    ...[0, 1].map((i) => number(1 + i, 2, 0x42, values[10 + i])),
    ...[0, 1].map((i) => number(3 + i, 14, 0x42, values[12 + i])),
    number(1003, 48, 0, yy * 10000 + month * 100 + day),
    number(1002, 47, 0, hour * 10000 + minute * 100 + second),
    { id: 1047, unit: 53, siex: 0, bytes: rtc },
    number(1004, 46, 0, HOURS),
    number(19, 2, 0x42, values[10]),
    number(58, 0, 0, 319),
    number(1001, 51, 0, SERIAL),
    { id: 1126, unit: 54, siex: 0, bytes: [...Buffer.from('070422JA83486')] },
    ...[0, 1, 2].map((i) => number(1080 + i, 22, 0x43, Math.floor(values[0] / 3), 2)),
  ];
}

function kmp(payload: number[], state: EyeState): Uint8Array | null {
  const [address, command, count] = payload;
  if (address !== 0x3f) return null;
  if (command === 1) return kmpFrame(0x40, [0x3f, 1, 0x5a, 0x00, 0x0d, 0x01]);
  if (command !== 0x10 || count > 8 || payload.length !== 3 + 2 * count) return null;
  const ids = Array.from({ length: count }, (_, i) => payload[3 + 2 * i] * 256 + payload[4 + 2 * i]);
  const registers = registersOf(state);
  return kmpRegisters(ids.flatMap((id) => registers.find((register) => register.id === id) ?? []));
}

/** Makes a meter; `stateNow` is called for each answer. */
export function createEye(kind: EyeKind, stateNow: () => EyeState): Eye {
  let request: number[] = [];

  function answersTo(bytes: Uint8Array): EyeAnswer[] {
    const text = Buffer.from(bytes).toString('latin1');
    if (kind === 'kmp' || kind === 'kmp-ascii') {
      const logical = kind === 'kmp' ? kmpPayload(bytes) : asciiLogical(bytes);
      const answer = logical && (kind === 'kmp' ? kmp : ascii)(logical, stateNow());
      // A meter may send a stray 00 (5512-447, 2).
      return answer ? [{ afterMs: 240, bytes: kind === 'kmp' ? Uint8Array.from([0, ...answer]) : answer }] : [];
    }
    if (text.endsWith('/?!\r\n')) {
      if (kind === 'iec62056') return [{ afterMs: 200, bytes: latin1('/KAM5382L\r\n') }];
      const name = { afterMs: 300, bytes: latin1('/KAM 685-382-OK-10\r\n') };
      return [name, { afterMs: 1500, bytes: block685(stateNow()) }];
    }
    if (kind === 'iec62056' && text.endsWith('\x06050\r\n')) {
      return [
        { afterMs: 0, bytes: new Uint8Array(0), baud: 9600 },
        { afterMs: 200, bytes: block62056(stateNow()), baud: 300 },
      ];
    }
    return [];
  }

  function take(bytes: Uint8Array): EyeAnswer[] {
    const answers: EyeAnswer[] = [];
    for (const byte of bytes) {
      if (byte === (kind === 'kmp' ? 0x80 : kind === 'kmp-ascii' ? 0x40 : -1)) request = [];
      request.push(byte);
      if (byte !== (kind.startsWith('kmp') ? 0x0d : 0x0a)) continue;
      answers.push(...answersTo(Uint8Array.from(request)));
      request = [];
    }
    return answers;
  }

  return { line: LINES[kind], take };
}
