import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addHour, capacityStepW, PEAKS_KEPT, type Peaks, remainingWh, type Tariff } from '../../src/energy/tariff.js';
import { stepsOf } from '../../src/settings/steps.js';

/** The hour 10 UTC of a day in November 2026. */
function hourOf(day: number, hour = 10): number {
  return Date.UTC(2026, 10, day, hour) / 3600000;
}

const USUAL: Tariff = { peakCount: 3, maxPerDay: 1, stepsW: [2000, 5000, 10000, 15000] };

function peaksOf(hours: [number, number][], tariff = USUAL): Peaks {
  const peaks = new Int32Array(2 * PEAKS_KEPT);
  for (const [hour, wh] of hours) addHour(peaks, hour, wh, tariff);
  return peaks;
}

function whOf(peaks: Peaks): number[] {
  return Array.from(peaks.subarray(0, PEAKS_KEPT)).filter((wh) => wh);
}

function left(hours: [number, number][], hour: number, wh: number, tariff = USUAL): number {
  const peaks = peaksOf(hours, tariff);
  const counted = whOf(peaks).slice(0, tariff.peakCount);
  const sumWh = counted.reduce((sum, one) => sum + one, 0);
  return remainingWh(peaks, counted.length, sumWh, hour, wh, tariff);
}

const tariff = suite('capacity tariff');

tariff('steps are rising numbers in kW, or none at all', () => {
  assert.equal(stepsOf('2,5,7.5, 100'), [2000, 5000, 7500, 100000]);
  for (const text of ['', '2,,5', '5,2', '2,2', '0,5', 'two', '2;5', '-1']) assert.is(stepsOf(text), null, text);
});

tariff('the highest hours are kept with their times, one per day', () => {
  const peaks = peaksOf([
    [hourOf(3), 4000],
    [hourOf(3, 11), 6000],
    [hourOf(3, 12), 5000],
    [hourOf(4), 5500],
    [hourOf(5), 6500],
  ]);
  assert.equal(whOf(peaks), [6500, 6000, 5500]);
  assert.equal(Array.from(peaks.subarray(PEAKS_KEPT, PEAKS_KEPT + 3)), [hourOf(5), hourOf(3, 11), hourOf(4)]);
});

tariff('if two hours per day count, a third one replaces the lower of them', () => {
  const twice = { ...USUAL, maxPerDay: 2 };
  const hours: [number, number][] = [4000, 6000, 5000, 3000].map((wh, i) => [hourOf(3, 8 + i), wh]);
  assert.equal(whOf(peaksOf(hours, twice)), [6000, 5000]);
});

tariff('at most ten are kept', () => {
  const hours: [number, number][] = Array.from({ length: 14 }, (_, i) => [hourOf(i + 1), 1000 + 100 * i]);
  assert.equal(whOf(peaksOf(hours))[0], 2300);
  assert.is(whOf(peaksOf(hours)).length, 10);
});

tariff('a new month starts without peaks, by civil time', () => {
  // 23:00 UTC on 30 November is in December in Norway.
  const peaks = peaksOf([
    [hourOf(30, 22), 9000],
    [hourOf(30, 23), 1000],
  ]);
  assert.equal(whOf(peaks), [1000]);
});

tariff('a mean at a limit is in the step above it, and above the last one there is none', () => {
  assert.is(capacityStepW(3 * 4999, 3, USUAL), 5000);
  assert.is(capacityStepW(3 * 5000, 3, USUAL), 10000);
  assert.is(capacityStepW(0, 3, USUAL), 2000);
  assert.is(capacityStepW(3 * 15000, 3, USUAL), 0);
  assert.is(capacityStepW(1, 1, { ...USUAL, stepsW: [] }), 0);
});

const MONTH: [number, number][] = [
  [hourOf(3), 6000],
  [hourOf(4), 5000],
  [hourOf(5), 3500],
];

tariff('an hour of a new day may raise the lowest peak until the mean reaches the limit', () => {
  // 6 + 5 + x = 15 kWh: x is 4, of which 1.2 are used.
  assert.is(left(MONTH, hourOf(9), 1200), 2800);
});

tariff('an hour of a day with a peak can only replace that peak', () => {
  // 5 + 3.5 + x = 15 kWh.
  assert.is(left(MONTH, hourOf(3, 18), 1000), 5500);
});

tariff('an hour that has reached a step gets the limit of the next', () => {
  // 6 + 5 + 4.5 is above 15: the next step is at 30 kWh.
  assert.is(left(MONTH, hourOf(9), 4500), 14500);
});

tariff('with fewer peaks than count, the hour is one of them', () => {
  assert.is(left([], hourOf(1), 500), 1500);
  assert.is(left([[hourOf(1), 6000]], hourOf(2), 1000), 3000);
});

tariff('above the last step the remaining energy is unknown', () => {
  assert.is(left([[hourOf(1), 60000]], hourOf(2), 1000), -1);
});

tariff.run();
