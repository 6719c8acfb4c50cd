/** The head of the page: the name of the device, the age of the values, and faults. */
import type { Locale } from './card.js';
import { el, put } from './dom.js';
import { civilOf, clockOf } from './format.js';
import { remarksOn } from './health.js';
import { FAILURES_OFFLINE } from './poll.js';
import { netPower, type Status } from './status.js';
import { zoneOf } from './zone.js';

/** Seconds after which values are outdated: three missed lists. */
const OLD_S = 30;

export interface Head {
  root: HTMLElement;
  status(status: Status): void;
  failed(times: number): void;
  /** To be called every second: updates the age. */
  tick(): void;
}

/** Makes the head, which says that it is loading until the first status. */
export function createHead({ texts, format }: Locale): Head {
  const name = el('h1', {}, 'kamstrup-han');
  const ageText = el('p', { class: 'age', 'data-field': 'age_s' }, texts('connecting'));
  const faults = el('ul');
  const live = el('div', { class: 'faults', role: 'status', 'aria-live': 'polite' }, faults);
  const root = el('header', {}, name, ageText, live);
  let last: Status | null = null;
  let receivedMs = 0;
  let offlineSince: string | null = null;
  let firstFailure = '';

  function ageNow(): number | null {
    const age = last?.age_s ?? null;
    return age === null ? null : age + (performance.now() - receivedMs) / 1000;
  }

  function showFaults(): void {
    const lines = offlineSince
      ? [texts('offline', { time: offlineSince })]
      : last
        ? remarksOn(last, texts, format)
            .filter((remark) => remark.level === 'fault')
            .map((remark) => remark.text)
        : [];
    // Only if they differ: a screen reader announces every change.
    if (lines.join('\n') === Array.from(faults.children, (item) => item.textContent).join('\n')) return;
    faults.replaceChildren(...lines.map((line) => el('li', {}, line)));
  }

  function tick(): void {
    const seconds = ageNow();
    const isOld = seconds === null || seconds > OLD_S || offlineSince !== null;
    document.documentElement.classList.toggle('old', isOld);
    if (seconds !== null) put(ageText, texts(isOld ? 'old' : 'updated', { age: format.duration(seconds) }));
    const power = isOld || !last ? null : netPower(last);
    const title = `${format.value(power, 0, 'W')} · ${name.textContent}`;
    if (document.title !== title) document.title = title;
  }

  return {
    root,
    status(status) {
      last = status;
      receivedMs = performance.now();
      offlineSince = null;
      put(name, status.device?.name || 'kamstrup-han');
      if ((status.age_s ?? null) === null) put(ageText, texts('meterNever'));
      showFaults();
      tick();
    },
    failed(times) {
      if (times === 1) firstFailure = clockOf(civilOf(new Date().toISOString(), zoneOf(last, Date.now())));
      if (times >= FAILURES_OFFLINE) offlineSince = firstFailure;
      showFaults();
      tick();
    },
    tick,
  };
}
