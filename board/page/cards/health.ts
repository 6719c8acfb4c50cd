/** The state of meter, link and device in words, meter readings, meter number and firmware. */
import type { Card, Locale } from '../card.js';
import { el, field, pair, put, section } from '../dom.js';
import { clockOf } from '../format.js';
import { remarksOn } from '../health.js';
import type { Status } from '../status.js';

/** Makes the card of meter and device. */
export function createHealthCard({ texts, format }: Locale): Card {
  const remarks = el('ul', { class: 'remarks', 'data-field': 'health' });
  const meter = field('meter.id');
  const registerIn = field('active_energy_import_kwh');
  const registerOut = field('active_energy_export_kwh');
  const firmware = field('device.version');

  function showRemarks(status: Status): void {
    const current = remarksOn(status, texts, format);
    while (remarks.children.length > current.length) remarks.lastElementChild?.remove();
    current.forEach(({ level, text }, i) => {
      const item = remarks.children[i] ?? remarks.appendChild(el('li'));
      if (item.className !== level) item.className = level;
      put(item, text);
    });
  }

  function registerText(value: Status['active_energy_import_kwh'], time: Status['energy_time']): string {
    const text = format.value(value, 2, 'kWh');
    return time && typeof value === 'number' ? `${text} (${clockOf(time)})` : text;
  }

  const values = el(
    'dl',
    {},
    pair(texts('registerIn'), registerIn),
    pair(texts('registerOut'), registerOut),
    pair(texts('meterName'), meter),
    pair(texts('firmware'), firmware),
  );
  return {
    root: section('health', texts('health'), remarks, values),
    status(status) {
      showRemarks(status);
      put(registerIn, registerText(status.active_energy_import_kwh, status.energy_time));
      put(registerOut, registerText(status.active_energy_export_kwh, status.energy_time));
      put(meter, status.meter?.id ?? '–');
      const { version, board } = status.device ?? {};
      put(firmware, [version, board].filter(Boolean).join(', ') || '–');
    },
  };
}
