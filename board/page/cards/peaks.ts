/** The capacity tariff: the highest hours of the month, their average, and its step. */
import type { Card, Locale } from '../card.js';
import { el, field, pair, put, putRows, section } from '../dom.js';
import { hourSpan } from '../format.js';
import { stepOf } from '../series.js';
import type { Peak, Status } from '../status.js';

/** Makes the card of the peaks and their step. */
export function createPeaksCard({ texts, format }: Locale): Card {
  const body = el('tbody', { 'data-field': 'peaks' });
  const none = el('p', { class: 'aside' }, texts('noPeaks'));
  const average = field('peak_average_kw');
  const step = field('capacity_step_kw');
  const rungs: HTMLElement[] = [];
  const unit = el('span', { class: 'unit' }, 'kW');
  const ladder = el('div', { class: 'ladder', role: 'img' }, unit);

  function rowOf(peak: Peak): string[] {
    return [
      format.date(peak.date),
      texts('atHour', { hours: hourSpan(peak.hour) }),
      format.value(peak.import_kwh, 2, 'kWh'),
    ];
  }

  /** Shows the steps, with the current one marked. */
  function drawLadder(steps: number[], current: number): void {
    while (rungs.length > steps.length) rungs.pop()?.remove();
    ladder.hidden = !steps.length;
    steps.forEach((to, i) => {
      rungs[i] ??= ladder.insertBefore(el('span'), unit);
      const rung = rungs[i];
      put(rung, `${to}`);
      rung.classList.toggle('here', i === current);
      rung.classList.toggle('below', i < current);
    });
  }

  function stepText(status: Status): string {
    const found = stepOf(status);
    if (!found) return '–';
    if (found.to === null) return texts('stepAbove', { from: found.from });
    return texts('stepBetween', { from: found.from, to: found.to });
  }

  const values = el('dl', {}, pair(texts('peakAverage'), average), pair(texts('step'), step));
  const table = el('table', { class: 'peaks' }, body);
  return {
    root: section('peaks', texts('peaks'), table, none, values, ladder),
    status(status) {
      const peaks = status.peaks ?? [];
      putRows(body, peaks.map(rowOf));
      none.hidden = peaks.length > 0;
      put(average, format.value(status.peak_average_kw, 2, 'kW'));
      put(step, stepText(status));
      drawLadder(status.site?.steps_kw ?? [], stepOf(status)?.index ?? -1);
      ladder.setAttribute('aria-label', texts('stepBar', { mean: average.textContent ?? '', step: stepText(status) }));
    },
  };
}
