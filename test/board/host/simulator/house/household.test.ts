import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { usesOf } from '../../../../../board/host/simulator/house/appliances.js';
import { createHousehold, type Load } from '../../../../../board/host/simulator/house/household.js';
import { sunlight } from '../../../../../board/host/simulator/house/weather.js';

const test = suite('simulator household');

const MINUTE_MS = 60000;
const DAY_MS = 86400000;
const NEW_YEAR = Date.UTC(2025, 0, 1);
const PHASES: (1 | 3)[] = [1, 3];
const SEEDS = [1, 2, 77];

function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Calls `visit` for each minute of a year. */
function live(phases: 1 | 3, seed: number, visit: (load: Load, hour: number, month: number, ms: number) => void): void {
  const household = createHousehold({ phases, seed });
  for (let ms = NEW_YEAR; ms < NEW_YEAR + 365 * DAY_MS; ms += MINUTE_MS) {
    const date = new Date(ms);
    visit(household.at(ms), date.getUTCHours(), date.getUTCMonth() + 1, ms);
  }
}

for (const phases of PHASES) {
  test(`${phases}-phase: a year of power, energy and voltage is realistic`, () => {
    for (const seed of SEEDS) {
      let imported = 0;
      let exported = 0;
      live(phases, seed, (load, hour, month, ms) => {
        const watts = total(load.watts);
        if (watts > 0) imported += watts / 60000;
        else exported -= watts / 60000;
        assert.ok(watts < 25000, `${watts} W`);
        const light = sunlight(ms, seed);
        if (light === 0) assert.ok(watts > 150, `${watts} W in the dark`);
        if (watts < 0) assert.ok(light > 0.02, `export in month ${month} at ${hour}`);
        for (const volts of load.volts) assert.ok(Number.isInteger(volts) && volts >= 215 && volts <= 245);
      });
      assert.ok(imported > 10000 && imported < 35000, `${imported} kWh`);
      assert.ok(exported > 500 && exported < 5000, `${exported} kWh`);
    }
  });
}

test('import is higher in winter than in summer, and there is hardly any export from October to February', () => {
  const imported = new Array<number>(13).fill(0);
  const exported = new Array<number>(13).fill(0);
  live(3, 1, (load, _, month) => {
    const watts = total(load.watts);
    (watts > 0 ? imported : exported)[month] += Math.abs(watts);
  });
  assert.ok(imported[1] > 2 * imported[7]);
  assert.ok(total(exported.slice(3, 10)) > 0.95 * total(exported));
});

test('cooking raises the power at 17, and the car at night', () => {
  const byHour = new Array<number>(24).fill(0);
  live(3, 1, (load, hour, month) => {
    if (month >= 11) byHour[hour] += total(load.watts);
  });
  assert.ok(byHour[17] > byHour[14]);
  assert.ok(byHour[0] > byHour[3]);
});

test('a heavy load lowers the voltage', () => {
  let heavy = 0;
  let heavyVolts = 0;
  let light = 0;
  let lightVolts = 0;
  live(1, 1, (load) => {
    if (load.watts[0] > 9000) {
      heavy++;
      heavyVolts += load.volts[0];
    } else if (load.watts[0] > 0 && load.watts[0] < 1000) {
      light++;
      lightVolts += load.volts[0];
    }
  });
  assert.ok(heavy > 0 && light > 0);
  assert.ok(lightVolts / light - heavyVolts / heavy > 3);
});

test('the load at an instant depends on time and seed alone, in any order of calls', () => {
  const forward = createHousehold({ phases: 3, seed: 5 });
  const backward = createHousehold({ phases: 3, seed: 5 });
  const other = createHousehold({ phases: 3, seed: 6 });
  const instants = Array.from({ length: 500 }, (_, i) => NEW_YEAR + i * 3 * 3600000);
  const loads = instants.map((ms) => forward.at(ms));
  assert.equal(
    instants.reverse().map((ms) => backward.at(ms)),
    loads.reverse(),
  );
  assert.not.equal(
    instants.map((ms) => other.at(ms)),
    loads,
  );
});

test('a use that began before midnight goes on after it', () => {
  const first = NEW_YEAR / DAY_MS;
  let over = 0;
  for (let day = first; day < first + 60; day++) {
    const nextDay = usesOf(day + 1, 3, 1);
    for (const use of usesOf(day, 3, 1)) {
      if (use.to <= (day + 1) * DAY_MS) continue;
      over++;
      assert.ok(nextDay.some((other) => other.from === use.from && other.to === use.to && other.watts === use.watts));
    }
  }
  assert.ok(over > 5, `${over} nights`);
});

test.run();
