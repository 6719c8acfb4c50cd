/** HDLC frames with push lists, as a Kamstrup meter sends them, built from the layouts in push-lists.ts. */
import { checkSequence } from '../../../src/bytes/crc.js';
import { FLAG } from '../../../src/han/hdlc.js';
import type { Layout } from '../../../src/han/layout.js';
import { INFORMATION, layoutOf, METER_ID_BYTES, METER_TYPE_BYTES } from './push-lists.js';

/** Frame format type 3 with the upper bits of the length, and Kamstrup's destination, source and control. */
const FORMAT = 0xa0;
const ADDRESSES = [0x2b, 0x21, 0x13];
const HCS = 6;

/** Hundredths unspecified, deviation unspecified (0x8000), clock status 0. */
const DATE_TIME_TAIL = [0xff, 0x80, 0x00, 0x00];

/** Bytes of the frame, by phases and kind of list; old firmware sends one byte more. */
const TOTALS = { 1: { every10S: 188, hourly: 262 }, 3: { every10S: 228, hourly: 302 } };

/** The id is invented; the types are sold in Norway. */
const METER_ID = '5706567000000001';
const METER_TYPES = { 1: '6861111BN242101040', 3: '6841121BN243101040' };

/** Makes a frame. `values` are the raw values by field, of which the list contains some; `meterMs` is the meter's clock. */
export type FrameMaker = (meterMs: number, values: ArrayLike<number>) => Uint8Array;

/** COSEM date-time (IEC 62056-6-2, 4.1.6.1) of ms since 1970-01-01 on the meter's clock. */
function dateTime(meterMs: number): number[] {
  const date = new Date(meterMs);
  const year = date.getUTCFullYear();
  return [
    year >> 8,
    year & 255,
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCDay() || 7,
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ].concat(DATE_TIME_TAIL);
}

/** Writes at `at` the check sequence of the bytes from the format field to there, low byte first. */
function putCheck(bytes: Uint8Array, at: number): void {
  const check = checkSequence(bytes, 1, at - 1);
  bytes[at] = check & 255;
  bytes[at + 1] = check >> 8;
}

/** The frame with all bytes that are the same in each list of this meter, including the HCS. */
function templateOf(layout: Layout, phases: 1 | 3): Uint8Array {
  const length = layout.total - 2;
  const bytes = new Uint8Array(layout.total);
  bytes.set(new Uint8Array(layout.constant.buffer).subarray(INFORMATION, layout.total), INFORMATION);
  bytes.set([FLAG, FORMAT | (length >> 8), length & 255].concat(ADDRESSES));
  putCheck(bytes, HCS);
  for (let i = 0; i < METER_ID_BYTES; i++) bytes[layout.meterId + i] = METER_ID.charCodeAt(i);
  for (let i = 0; i < METER_TYPE_BYTES; i++) bytes[layout.meterType + i] = METER_TYPES[phases].charCodeAt(i);
  bytes[layout.total - 1] = FLAG;
  return bytes;
}

/** Makes the maker of one kind of list, 10 s or hourly. Each frame is a new array. */
export function createFrameMaker(phases: 1 | 3, oldFirmware: boolean, hourly: boolean): FrameMaker {
  const layout = layoutOf(TOTALS[phases][hourly ? 'hourly' : 'every10S'] + (oldFirmware ? 1 : 0))!;
  const template = templateOf(layout, phases);

  return (meterMs, values) => {
    const bytes = template.slice();
    const view = new DataView(bytes.buffer);
    const time = dateTime(meterMs);
    bytes.set(time, layout.time);
    if (layout.clock) bytes.set(time, layout.clock);
    layout.fields32.forEach((field, i) => {
      view.setUint32(layout.offsets32[i], values[field]);
    });
    layout.fields16.forEach((field, i) => {
      view.setUint16(layout.offsets16[i], values[field]);
    });
    putCheck(bytes, layout.total - 3);
    return bytes;
  };
}
