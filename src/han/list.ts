/** From a good frame to values: at fixed offsets, which are learnt from the first list of each kind. */

import { ENERGY_IMPORT } from '../reading/fields.js';
import {
  clearRegisters,
  clearTexts,
  MAX_TEXT_BYTES,
  type Reading,
  setTextFromBytes,
  setTextFromValue,
} from '../reading/reading.js';
import { min } from '../text/math.js';
import { DATE_TIME_BYTES } from '../time/date-time.js';
import { numberAt } from './dlms.js';
import { type Layout, LIST_VERSION, learnLayout, sameWords } from './layout.js';

export interface ListReader {
  /** Takes the frame of `total` bytes over into the reading. True if it is a list of values that can be relied on. */
  read(total: number, information: number): boolean;
  /** True if the latest list had energy registers. */
  hourly(): boolean;
}

/** DLMS push 1 counts its registers in 1 Wh, whatever the setting says. */
const PUSH_1_UNIT_WH = 1;

/** A meter sends two kinds of lists. */
const MAX_LAYOUTS = 4;

// The interpreter finds a name by walking the scope: what a loop uses comes first, and nothing else is in it.
function readUint32(n: number, fields: Uint8Array, offsets: Uint16Array, values: Float64Array, view: DataView): void {
  while (n--) values[fields[n]] = view.getUint32(offsets[n]);
}

function readUint16(n: number, fields: Uint8Array, offsets: Uint16Array, values: Float64Array, view: DataView): void {
  while (n--) values[fields[n]] = view.getUint16(offsets[n]);
}

/** Makes a reader of lists. `frame` is the array in which each good frame stands; the reading is written over. */
export function createListReader(frame: Uint8Array, reading: Reading): ListReader {
  const words = new Int32Array(frame.buffer);
  const view = new DataView(frame.buffer);
  const values = reading.values;
  const known = reading.known;
  const id = new Int32Array(reading.meterId.buffer);
  const lastId = new Int32Array(id.length);
  const allBits = new Int32Array(id.length).fill(-1);
  const layouts: Layout[] = [];
  // What stands in the frame at the places of the last layout: made with it, so that a list makes nothing new.
  let time = frame;
  let clock = frame;
  let meterId = frame;
  let meterType = frame;
  let has = known;
  let last: Layout | null = null;

  /** The layout that this frame agrees with, byte for byte but for values; learnt if there is none. */
  function layoutOf(total: number, information: number): Layout | null {
    for (let i = 0; i < layouts.length; i++) {
      const layout = layouts[i];
      if (layout.total !== total || layout.information !== information) continue;
      if (sameWords(layout.mask.length, words, layout.mask, layout.constant)) return layout;
    }
    const learnt = learnLayout(frame, total, information);
    if (learnt && layouts.push(learnt) > MAX_LAYOUTS) layouts.splice(0, 1);
    return learnt;
  }

  /** The bytes of the frame from `at`, as many as there is room for. */
  function fieldAt(at: number, bytes: number): Uint8Array {
    return frame.subarray(at, at + min(bytes, MAX_TEXT_BYTES));
  }

  /** What changes only when another kind of list comes: its name, which values are known, and how long texts are. */
  function changeLayout(layout: Layout): void {
    last = layout;
    time = fieldAt(layout.time, DATE_TIME_BYTES);
    clock = fieldAt(layout.clock, DATE_TIME_BYTES);
    meterId = fieldAt(layout.meterId, layout.meterIdBytes);
    meterType = fieldAt(layout.meterType, layout.meterTypeBytes);
    reading.layout = layout.name;
    reading.registerUnitWh = layout.meterNumber ? PUSH_1_UNIT_WH : 0;
    has = layout.registers ? layout.has : layout.has.subarray(0, ENERGY_IMPORT);
    if (layout.registers) clearRegisters(reading);
    setTextFromBytes(reading.listVersion, frame, layout.listVersion, LIST_VERSION.length);
    clearTexts(reading);
    reading.time.fill(0);
  }

  /** Every quantity has one object for each direction: a negative value is none of ours. */
  function readOthers(others: number[]): void {
    for (let i = 0; i < others.length; i += 3) {
      const number = numberAt(view, others[i + 1], others[i + 2]);
      known[others[i]] = number === null || number < 0 ? 0 : 1;
      if (number !== null) values[others[i]] = number;
    }
  }

  function take(layout: Layout): void {
    const changed = layout !== last;
    if (changed) changeLayout(layout);
    if (layout.meterId) reading.meterId.set(meterId);
    else if (layout.meterNumber) setTextFromValue(reading.meterId, view.getUint32(layout.meterNumber));
    if (!sameWords(8, id, allBits, lastId)) {
      // What the registers of another meter said is not this one's.
      clearRegisters(reading);
      lastId.set(id);
    }
    // Each time: the registers may have been forgotten since the last hourly list.
    if (changed || layout.registers) known.set(has);
    readUint32(layout.fields32.length, layout.fields32, layout.offsets32, values, view);
    readUint16(layout.fields16.length, layout.fields16, layout.offsets16, values, view);
    if (layout.others.length) readOthers(layout.others);
    if (layout.time) reading.time.set(time);
    if (layout.meterType) reading.meterType.set(meterType);
    if (layout.clock) reading.energyTime.set(clock);
  }

  function read(total: number, information: number): boolean {
    const layout = layoutOf(total, information);
    if (!layout) return false;
    take(layout);
    reading.protocol = 'han';
    return true;
  }

  function hourly(): boolean {
    return last !== null && last.registers;
  }

  return { read, hourly };
}
