/** Reads the values of a good frame, at the offsets learnt from the first list of each kind. */

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
  /** Copies the values of the frame of `total` bytes into the reading; `information` is as in `HdlcReader`. False if it is no known list. */
  read(total: number, information: number): boolean;
  /** True if the latest list had energy registers. */
  hourly(): boolean;
}

/** DLMS push 1 sends its registers in 1 Wh, regardless of the setting. */
const PUSH_1_UNIT_WH = 1;

/** A meter sends two kinds of lists; the rest is slack. */
const MAX_LAYOUTS = 4;

// Espruino searches a scope name by name: the names of the loop come first, and the scope has no others.
function readUint32(n: number, fields: Uint8Array, offsets: Uint16Array, values: Float64Array, view: DataView): void {
  while (n--) values[fields[n]] = view.getUint32(offsets[n]);
}

function readUint16(n: number, fields: Uint8Array, offsets: Uint16Array, values: Float64Array, view: DataView): void {
  while (n--) values[fields[n]] = view.getUint16(offsets[n]);
}

/** Creates a list reader. `frame` is the array that holds each good frame; `reading` is overwritten. */
export function createListReader(frame: Uint8Array, reading: Reading): ListReader {
  const words = new Int32Array(frame.buffer);
  const view = new DataView(frame.buffer);
  const values = reading.values;
  const known = reading.known;
  const id = new Int32Array(reading.meterId.buffer);
  const lastId = new Int32Array(id.length);
  const allBits = new Int32Array(id.length).fill(-1);
  const layouts: Layout[] = [];
  // Views of the frame at the offsets of the last layout: created once, so that reading a list allocates nothing.
  let time = frame;
  let clock = frame;
  let meterId = frame;
  let meterType = frame;
  let has = known;
  let last: Layout | null = null;

  /** The layout that matches this frame in all bytes but the values; learnt from the frame if none does. */
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

  /** A view of the frame from index `at`, at most as long as a text of the reading. */
  function fieldAt(at: number, bytes: number): Uint8Array {
    return frame.subarray(at, at + min(bytes, MAX_TEXT_BYTES));
  }

  /** Updates what depends on the kind of list only: its name, the known fields, the views of its texts. */
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

  /** Each direction has its own object, so a negative value is not valid. */
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
      // The registers are those of another meter.
      clearRegisters(reading);
      lastId.set(id);
    }
    // On every hourly list: the registers may have been cleared since the last one.
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
