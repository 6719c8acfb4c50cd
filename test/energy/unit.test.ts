import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createEnergyUnitFinder, type EnergyUnitFinder } from '../../src/energy/unit.js';
import type { Reading } from '../../src/reading/reading.js';
import { dateTime } from '../support/frame.js';
import { fieldOf, readingOf } from '../support/readings.js';

const LISTS = 360;
const IMPORT_W = fieldOf('active_power_import_w');
const EXPORT_W = fieldOf('active_power_export_w');
const IMPORT = fieldOf('active_energy_import_kwh');
const EXPORT = fieldOf('active_energy_export_kwh');

interface Hour {
  /** Watts for the whole hour. */
  import: number;
  export: number;
  lists: number;
}

/** A meter at 10:00:05 with registers in units of that many Wh. */
function createHouse(unitWh: number): { reading: Reading; finder: EnergyUnitFinder; hour(it: Partial<Hour>): number } {
  const finder = createEnergyUnitFinder();
  const reading = readingOf({
    active_power_import_w: 0,
    active_power_export_w: 0,
    active_energy_import_kwh: 100000,
    active_energy_export_kwh: 5000,
  });
  let hours = 10;
  setHour(hours);
  finder.take(reading, true);

  function setHour(hour: number): void {
    reading.energyTime.set(dateTime(`2026-01-15T${hour}:00:05`));
  }

  /** Plays the lists of an hour and the hourly list at its end; returns the finder's result. */
  function hour(it: Partial<Hour>): number {
    const { import: imported = 0, export: exported = 0, lists = LISTS } = it;
    reading.values[IMPORT_W] = imported;
    reading.values[EXPORT_W] = exported;
    for (let i = 0; i < lists; i++) assert.is(finder.take(reading, false), 0);
    reading.values[IMPORT] += Math.round(imported / unitWh);
    reading.values[EXPORT] += Math.round(exported / unitWh);
    setHour(++hours);
    return finder.take(reading, true);
  }

  return { reading, finder, hour };
}

const unit = suite('energy unit');

unit('of 10 Wh is found within the first full hour', () => {
  assert.is(createHouse(10).hour({ import: 2033 }), 10);
});

unit('of 1 Wh is found within the first full hour', () => {
  assert.is(createHouse(1).hour({ import: 2033 }), 1);
});

unit('is found by the export while nothing is imported', () => {
  assert.is(createHouse(10).hour({ export: 3000 }), 10);
  assert.is(createHouse(1).hour({ export: 3000 }), 1);
});

unit('is not found from the hour in which reading began', () => {
  const finder = createEnergyUnitFinder();
  const { reading } = createHouse(10);
  for (let i = 0; i < LISTS; i++) finder.take(reading, false);
  assert.is(finder.take(reading, true), 0);
});

unit('is not found from an hour with too few lists, but from the next', () => {
  const house = createHouse(10);
  assert.is(house.hour({ import: 2000, lists: 353 }), 0);
  assert.is(house.hour({ import: 2000, lists: 354 }), 10);
});

unit('is not found from growth too small to tell 1 from 10', () => {
  const house = createHouse(10);
  assert.is(house.hour({ import: 190 }), 0);
  assert.is(house.hour({ import: 200 }), 10);
});

unit('is not found from one hour of lists if hourly lists are missing: the register has counted ten hours', () => {
  const house = createHouse(10);
  house.reading.values[IMPORT_W] = 2000;
  for (let i = 0; i < LISTS; i++) house.finder.take(house.reading, false);
  house.reading.values[IMPORT] += 2000;
  house.reading.energyTime.set(dateTime('2026-01-15T20:00:05'));
  assert.is(house.finder.take(house.reading, true), 0);
});

unit('is not found from a tenth of an hour of lists after a full hour', () => {
  const house = createHouse(10);
  assert.is(house.hour({ import: 2000 }), 10);
  assert.is(house.hour({ import: 2000, lists: LISTS / 10 }), 0);
});

unit('is not found from a register that jumps or goes back', () => {
  for (const jump of [5000, -5000]) {
    const house = createHouse(10);
    house.reading.values[IMPORT] += jump;
    assert.is(house.hour({ import: 2000 }), 0, `${jump}`);
    assert.is(house.hour({ import: 2000 }), 10, 'the hour behind it tells');
  }
});

unit('is not found with an invalid clock', () => {
  const house = createHouse(10);
  for (let i = 0; i < LISTS; i++) house.finder.take(house.reading, false);
  house.reading.values[IMPORT] += 200;
  house.reading.energyTime.fill(0);
  assert.is(house.finder.take(house.reading, true), 0);
});

unit('is not found without a register, or without a power', () => {
  for (const field of [IMPORT, IMPORT_W]) {
    const house = createHouse(10);
    house.reading.known[field] = 0;
    assert.is(house.hour({ import: 2000 }), 0);
  }
});

unit('is found across midnight', () => {
  const house = createHouse(10);
  house.reading.energyTime.set(dateTime('2026-01-31T23:00:05'));
  house.finder.take(house.reading, true);
  house.reading.values[IMPORT_W] = 1500;
  for (let i = 0; i < LISTS; i++) house.finder.take(house.reading, false);
  house.reading.values[IMPORT] += 150;
  house.reading.energyTime.set(dateTime('2026-02-01T00:00:55'));
  assert.is(house.finder.take(house.reading, true), 10);
});

unit.run();
