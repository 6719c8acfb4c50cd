/** Energy of today and yesterday, by the hour. */
import type { Card, Locale } from '../card.js';
import { createChart } from '../chart.js';
import { el, field, legend, put, section } from '../dom.js';
import { DASH, hourSpan } from '../format.js';
import { dayBefore, negative, statisticsOf, type TwoDays, twoDays } from '../series.js';
import { type DayRow, dateOf, type HourRow, type Status } from '../status.js';

const NARROW_PX = 480;
/** A day without hours, shown until the first list. */
const NO_DATE = '2000-01-02';

/** The rows, with the current hour from `/status`. */
function withHour(rows: HourRow[], hour: Status['hour']): HourRow[] {
  const start = hour?.start;
  if (!hour || !start) return rows;
  return rows.filter((row) => row.start !== start).concat({ ...hour, start });
}

/** Makes the card of today and yesterday. */
export function createDaysCard({ texts, format }: Locale): Card {
  let hours: HourRow[] = [];
  let days: DayRow[] = [];
  let last: Status = {};
  let shown: TwoDays = twoDays([], NO_DATE);
  const kwh = (value: number | null | undefined): string => format.value(value, 2, 'kWh');
  const today = field('today.import_kwh');
  const yesterday = field('yesterday.import_kwh');
  const sold = field('today.export_kwh');
  const soldKey = legend('out', texts('soldToday'), ' ', sold);
  soldKey.hidden = true;

  function cell(bought: number | null, sold: number | null): string {
    return sold ? `${kwh(bought)}, ${texts('sold')} ${kwh(sold)}` : kwh(bought);
  }

  function cells(i: number): [string, string] {
    const estimated = shown.estimated.has(i) ? ` (${texts('estimated')})` : '';
    return [cell(shown.today[i], shown.soldToday[i]) + estimated, cell(shown.yesterday[i], shown.soldYesterday[i])];
  }

  const chart = createChart({
    name: 'hours',
    curves: [
      { kind: 'wide', colour: '--back' },
      { kind: 'bars', colour: '--accent' },
      { kind: 'wide', colour: '--back' },
      { kind: 'bars', colour: '--out' },
    ],
    range: () => [-0.6, shown.hours.length - 0.4],
    splits: (width) => shown.hours.map((_, i) => i).filter((i) => i % (width < NARROW_PX ? 4 : 2) === 0),
    label: (i) => `${shown.hours[i]}`.padStart(2, '0'),
    scaleWidth: 30,
    scale: (y, step) => format.value(y, step % 1 ? 1 : 0, ''),
    steps: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
    least: 0.5,
    readout(i) {
      const [now, before] = cells(i);
      const span = texts('atHour', { hours: hourSpan(shown.hours[i]) });
      return `${span}  ${texts('today')} ${now}, ${texts('yesterday').toLowerCase()} ${before}`;
    },
    heads: [texts('time'), texts('today'), texts('yesterday')],
    hint: texts('arrows'),
  });

  /** The highest hours of today and yesterday. */
  function summary(): string {
    const highest = [shown.today, shown.yesterday].map((column, i) => {
      const statistics = statisticsOf(column);
      if (!statistics) return null;
      const values = { high: kwh(statistics.high), hours: hourSpan(shown.hours[statistics.at]) };
      return texts(i ? 'highestYesterday' : 'highestToday', values);
    });
    return highest.filter((one) => one !== null).join(', ') || texts('noHistory');
  }

  function draw(): void {
    const date = dateOf(last) ?? NO_DATE;
    shown = twoDays(withHour(hours, last.hour), date);
    const before = days.find((row) => row.date === dayBefore(date))?.import_kwh;
    put(today, kwh(last.today?.import_kwh));
    put(yesterday, kwh(before));
    put(sold, kwh(last.today?.export_kwh));
    soldKey.hidden = !last.today?.export_kwh;
    const columns = [shown.yesterday, shown.today, negative(shown.soldYesterday), negative(shown.soldToday)];
    const rows = shown.hours
      .map((hour, i) => [hourSpan(hour), ...cells(i)])
      .filter((row) => row[1] !== DASH || row[2] !== DASH);
    chart.update(
      shown.hours.map((_, i) => i),
      columns,
      { summary: summary(), rows },
    );
  }

  const keys = el(
    'p',
    { class: 'keys' },
    legend('ahead', texts('today'), ' ', today),
    legend('back', texts('yesterday'), ' ', yesterday),
    soldKey,
  );
  const root = section('days', texts('days'), keys, chart.root);
  root.querySelector('h2')?.append(' ', el('span', { class: 'span' }, texts('perHour')));
  return {
    root,
    status(status) {
      last = status;
      draw();
    },
    history(history) {
      if (history.span === 'hours') hours = history.rows;
      else if (history.span === 'days') days = history.rows;
      else return;
      draw();
    },
  };
}
