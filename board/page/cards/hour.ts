/** This hour: energy so far, forecast, and what is left before the next step of the capacity tariff. */
import type { Card, Locale } from '../card.js';
import { el, field, pair, put, section } from '../dom.js';
import { hourSpan } from '../format.js';
import { type HourMarks, hourMarks, reachesNextStep } from '../hour.js';

/** Scale of the bar, relative to its highest mark. */
const HEADROOM = 1.06;

/** Makes the card of this hour. */
export function createHourCard({ texts, format }: Locale): Card {
  const span = el('span', { class: 'span', 'data-field': 'hour' });
  const soFar = field('hour.import_kwh');
  const forecast = field('hour.forecast_kwh');
  const left = field('hour_left_kwh');
  const estimated = el('span', { class: 'aside' });
  const done = el('span', { class: 'done' });
  const expected = el('span', { class: 'expected' });
  const limit = el('span', { class: 'limit' });
  const bar = el('div', { class: 'bar', role: 'img' }, expected, done, limit);
  const limitText = el('p', { class: 'aside scale' });
  const over = el('p', { class: 'warning' });
  over.hidden = true;
  const kwh = (value: number | null | undefined): string => format.value(value, 2, 'kWh');

  function drawBar(marks: HourMarks): void {
    const scale = Math.max(marks.soFar ?? 0, marks.forecast ?? 0, marks.limit ?? 0) * HEADROOM || 1;
    const percent = (value: number | null): string => `${((value ?? 0) / scale) * 100}%`;
    done.style.width = percent(marks.soFar);
    expected.style.width = percent(marks.forecast);
    limit.style.left = percent(marks.limit);
    limit.hidden = marks.limit === null;
    const values = { soFar: kwh(marks.soFar), forecast: kwh(marks.forecast), limit: kwh(marks.limit) };
    bar.setAttribute('aria-label', texts('hourBar', values));
    put(limitText, marks.limit === null ? '' : texts('limit', { limit: values.limit }));
  }

  const list = el('dl', {}, pair(texts('soFar'), soFar), pair(texts('forecast'), forecast), pair(texts('left'), left));
  soFar.after(estimated);
  const root = section('hour', texts('hour'), bar, limitText, list, over);
  root.querySelector('h2')?.append(' ', span);

  return {
    root,
    status(status) {
      const marks = hourMarks(status);
      const start = status.hour?.start;
      put(span, start ? hourSpan(Number(start.slice(11, 13))) : '');
      put(soFar, kwh(marks.soFar));
      put(forecast, kwh(marks.forecast));
      put(left, kwh(status.hour_left_kwh));
      put(estimated, status.hour?.estimated && marks.soFar !== null ? ` ${texts('estimated')}` : '');
      drawBar(marks);
      const isOver = reachesNextStep(status);
      over.hidden = !isOver;
      put(over, isOver ? texts('overStep') : '');
      bar.classList.toggle('over', isOver);
    },
  };
}
