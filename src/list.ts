/** From a good frame to values: known lists at fixed offsets, others of the same objects by walking their elements. */
import { DATE_TIME_BYTES } from './dlms.js';
import { ENERGY_IMPORT } from './fields.js';
import { LIST_VERSION, METER_ID_BYTES, METER_TYPE_BYTES, WH_OF_PUSH_1 } from './kamstrup.js';
import { agrees, INFORMATION, type Layout, layoutOf, sameWords } from './layout.js';
import {
  forgetInstantValues,
  forgetRegisters,
  forgetTexts,
  type Reading,
  setText,
  setTextOfNumber,
} from './reading.js';
import { readWalkedList } from './walked-list.js';

export interface ListReader {
  /** Takes the frame of `total` bytes over into the reading. True if it is a list of values that can be relied on. */
  read(total: number, information: number): boolean;
  /** True if the latest list had energy registers. */
  hourly(): boolean;
}

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
  // What stands in the frame at the places of the last layout: made with it, so that a list makes nothing new.
  let time = frame;
  let clock = frame;
  let meterId = frame;
  let meterType = frame;
  let last: Layout | null = null;
  let registers = false;

  /** What changes only when another kind of list comes: its name, which values are known, and how long texts are. */
  function changeLayout(layout: Layout): void {
    last = layout;
    time = frame.subarray(layout.time, layout.time + DATE_TIME_BYTES);
    clock = frame.subarray(layout.clock, layout.clock + DATE_TIME_BYTES);
    meterId = frame.subarray(layout.meterId, layout.meterId + METER_ID_BYTES);
    meterType = frame.subarray(layout.meterType, layout.meterType + METER_TYPE_BYTES);
    registers = layout.fields32[layout.fields32.length - 1] >= ENERGY_IMPORT || layout.meterNumber > 0;
    reading.layout = layout.name;
    reading.registerUnitWh = layout.meterNumber ? WH_OF_PUSH_1 : 0;
    forgetInstantValues(reading);
    setText(reading.listVersion, frame, layout.listVersion, LIST_VERSION.length);
    forgetTexts(reading);
  }

  function markKnown(layout: Layout): void {
    let n = layout.fields32.length;
    while (n--) known[layout.fields32[n]] = 1;
    n = layout.fields16.length;
    while (n--) known[layout.fields16[n]] = 1;
  }

  /** Another meter: what the old one's registers said is not this one's. */
  function changeMeter(): void {
    forgetRegisters(reading);
  }

  function readFixed(layout: Layout): void {
    const changed = layout !== last;
    if (changed) changeLayout(layout);
    if (layout.meterId) reading.meterId.set(meterId);
    else setTextOfNumber(reading.meterId, view.getUint32(layout.meterNumber));
    if (!sameWords(4, id, allBits, lastId)) {
      changeMeter();
      lastId.set(id);
    }
    if (changed || registers) markKnown(layout);
    readUint32(layout.fields32.length, layout.fields32, layout.offsets32, values, view);
    readUint16(layout.fields16.length, layout.fields16, layout.offsets16, values, view);
    reading.time.set(time);
    if (layout.meterType) reading.meterType.set(meterType);
    if (layout.clock) reading.energyTime.set(clock);
  }

  function readWalked(total: number, information: number): boolean {
    const found = readWalkedList(frame, total, information, reading);
    if (!found) return false;
    last = null;
    registers = found.registers;
    if (!sameWords(4, id, allBits, lastId) && !registers) changeMeter();
    lastId.set(id);
    return true;
  }

  function read(total: number, information: number): boolean {
    const layout = information === INFORMATION ? layoutOf(total) : null;
    if (layout && agrees(layout, words)) readFixed(layout);
    else if (!readWalked(total, information)) return false;
    reading.protocol = 'han';
    return true;
  }

  function hourly(): boolean {
    return registers;
  }

  return { read, hourly };
}
