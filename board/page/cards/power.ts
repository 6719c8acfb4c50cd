/** Power now, and the last hour as a curve. */
import type { Card, Locale } from '../card.js';
import { createChart } from '../chart.js';
import { el, field, pair, put, section } from '../dom.js';
import { civilOf, clockOf } from '../format.js';
import { marksOf, PowerSeries, statisticsOf } from '../series.js';
import { netPower, type Status } from '../status.js';
import { zoneOf } from '../zone.js';

const HOUR_S = 3600;
/** Seconds per row of the table for screen readers. */
const ROW_S = 300;
/** Two statuses contain the same list if their times differ by no more. */
const SAME_LIST_S = 5;

/** The device's clock, s UTC, from the end of its history; the browser's clock until then. */
function createClock(): { set(time: string): void; now(): number } {
  let ahead = 0;
  return {
    set(time) {
      ahead = (Date.parse(time) - Date.now()) / 1000;
    },
    now: () => Date.now() / 1000 + ahead,
  };
}

/** Rows with the average of each five minutes. */
function tableRows(
  series: PowerSeries,
  clockAt: (seconds: number) => string,
  watts: (value: number | null) => string,
): string[][] {
  const groups = new Map<number, number[]>();
  series.times.forEach((time, i) => {
    const value = series.watts[i];
    const start = Math.floor(time / ROW_S) * ROW_S;
    if (value !== null) groups.set(start, [...(groups.get(start) ?? []), value]);
  });
  return Array.from(groups, ([start, values]) => [
    `${clockAt(start)}–${clockAt(start + ROW_S)}`,
    watts(values.reduce((sum, value) => sum + value, 0) / values.length),
  ]);
}

/** Makes the card of the power now and over the last hour. */
export function createPowerCard({ texts, format }: Locale): Card {
  const clock = createClock();
  const series = new PowerSeries();
  let last: Status | null = null;
  const number = el('span');
  const now = field('power');
  now.replaceChildren(number, el('span', { class: 'unit' }, '\u00a0W'));
  const direction = el('span', { class: 'direction' });
  const bought = field('active_power_import_w');
  const sold = field('active_power_export_w');
  const directions = el('dl', { class: 'inline' }, pair(texts('bought'), bought), pair(texts('sold'), sold));
  directions.hidden = true;
  const watts = (value: number | null): string => format.value(value, 0, 'W');

  /** The time at the meter. */
  function clockAt(seconds: number): string {
    const ms = seconds * 1000;
    return clockOf(civilOf(new Date(ms).toISOString(), zoneOf(last, ms)));
  }

  const chart = createChart({
    name: 'power',
    curves: [{ kind: 'area', colour: '--accent' }],
    range: () => [clock.now() - HOUR_S, clock.now()],
    splits: (width) => marksOf(clock.now(), width),
    label: clockAt,
    scaleWidth: 50,
    scale: (y, step) => format.value(y / 1000, step % 1000 ? 1 : 0, 'kW'),
    steps: [100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000],
    least: 1000,
    readout: (i) =>
      `${clockAt(series.times[i])}  ${series.watts[i] === null ? texts('noReading') : watts(series.watts[i])}`,
    heads: [texts('time'), texts('power')],
    hint: texts('arrows'),
  });

  function draw(): void {
    const statistics = statisticsOf(series.watts);
    const summary = statistics
      ? texts('lastHour', {
          mean: watts(Math.round(statistics.mean)),
          high: watts(statistics.high),
          time: clockAt(series.times[statistics.at]),
        })
      : texts('gathering');
    chart.update(series.times, [series.watts], { summary, rows: tableRows(series, clockAt, watts) });
  }

  function add(status: Status): void {
    if (status.age_s === null || status.age_s === undefined || status.stale) return;
    const time = clock.now() - status.age_s;
    if (time - (series.times.at(-1) ?? 0) > SAME_LIST_S) series.add(time, netPower(status));
  }

  return {
    root: section('power', texts('power'), el('p', { class: 'now' }, now, ' ', direction), directions, chart.root),
    status(status) {
      last = status;
      const net = netPower(status);
      put(number, format.value(net, 0, ''));
      now.classList.toggle('out', net !== null && net < 0);
      put(direction, net !== null && net < 0 ? texts('toGrid') : '');
      directions.hidden = !status.active_power_export_w;
      put(bought, watts(status.active_power_import_w ?? null));
      put(sold, watts(status.active_power_export_w ?? null));
      add(status);
      draw();
    },
    history(history) {
      // Before the first list the device has no history of the power.
      if (history.span !== 'power' || !history.end) return;
      clock.set(history.end);
      series.reset(history.end, history.step_s, history.rows);
      draw();
    },
  };
}
