/** Energy of the month, by the day. */
import type { Card, Locale } from '../card.js';
import { createChart } from '../chart.js';
import { el, field, legend, put, section } from '../dom.js';
import { DASH } from '../format.js';
import { type Month, monthOf, negative, statisticsOf } from '../series.js';
import { type DayRow, dateOf, type Status } from '../status.js';

/** The rows, with today's energy from `/status`. */
function withToday(rows: DayRow[], date: string, today: Status['today']): DayRow[] {
  return today ? rows.filter((row) => row.date !== date).concat({ ...today, date }) : rows;
}

/** Makes the card of the month. */
export function createMonthCard({ texts, format }: Locale): Card {
  let days: DayRow[] = [];
  let last: Status = {};
  // An empty month, shown until the first list.
  let month = '2000-01';
  let shown: Month = monthOf([], month);
  const name = el('span', {}, texts('month'));
  const total = field('month.import_kwh');
  const sold = field('month.export_kwh');
  const soldKey = legend('out', texts('soldMonth'), ' ', sold);
  soldKey.hidden = true;
  const kwh = (value: number | null | undefined): string => format.value(value, 1, 'kWh');
  const dateAt = (i: number): string => format.date(`${month}-${`${shown.days[i]}`.padStart(2, '0')}`);

  function cell(i: number): string {
    const out = shown.sold[i];
    return kwh(shown.bought[i]) + (out ? `, ${texts('sold')} ${kwh(out)}` : '');
  }

  const chart = createChart({
    name: 'days',
    curves: [
      { kind: 'bars', colour: '--accent' },
      { kind: 'bars', colour: '--out' },
    ],
    range: () => [0.4, shown.days.length + 0.6],
    splits: () => shown.days.filter((day) => day === 1 || day % 5 === 0),
    label: (day) => `${day}`,
    scaleWidth: 30,
    scale: (y, step) => format.value(y, step % 1 ? 1 : 0, ''),
    steps: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
    least: 2,
    readout: (i) => `${dateAt(i)}  ${cell(i)}`,
    heads: [texts('time'), texts('month')],
    hint: texts('arrows'),
  });

  function draw(): void {
    const date = dateOf(last);
    if (date) {
      month = date.slice(0, 7);
      shown = monthOf(withToday(days, date, last.today), month);
      put(name, format.month(month));
    }
    put(total, kwh(last.month?.import_kwh));
    put(sold, kwh(last.month?.export_kwh));
    soldKey.hidden = !last.month?.export_kwh;
    const statistics = statisticsOf(shown.bought);
    const summary = statistics
      ? texts('highestDay', {
          high: kwh(statistics.high),
          day: dateAt(statistics.at),
        })
      : texts('noHistory');
    const rows = shown.days.map((_, i) => [dateAt(i), cell(i)]).filter((row) => row[1] !== DASH);
    chart.update(shown.days, [shown.bought, negative(shown.sold)], { summary, rows });
  }

  const keys = el('p', { class: 'keys' }, legend('ahead', texts('soFar'), ' ', total), soldKey);
  const root = section('month', '', keys, chart.root);
  root.querySelector('h2')?.append(name, ' ', el('span', { class: 'span' }, texts('perDay')));
  return {
    root,
    status(status) {
      last = status;
      draw();
    },
    history(history) {
      if (history.span !== 'days') return;
      days = history.rows;
      draw();
    },
  };
}
