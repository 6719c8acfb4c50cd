/** Voltage and current per phase, compared with the main fuse. */
import type { Card, Locale } from '../card.js';
import { el, field, put, section } from '../dom.js';
import type { Maybe, Status } from '../status.js';

const PHASES = ['l1', 'l2', 'l3'] as const;
/** The bar warns from this share of the main fuse. */
const HIGH = 0.9;

type Phase = (typeof PHASES)[number];

interface Row {
  root: HTMLElement;
  show(status: Status): void;
}

/** The phases whose voltage or current the meter reports; all of them before the first list. */
function phasesOf(status: Status): readonly Phase[] {
  if ((status.age_s ?? null) === null) return PHASES;
  return PHASES.filter((phase) => (status[`voltage_${phase}_v`] ?? status[`current_${phase}_a`] ?? null) !== null);
}

function createRow(phase: Phase, { texts, format }: Locale): Row {
  const name = el('th', { scope: 'row' }, phase.toUpperCase());
  const volt = field(`voltage_${phase}_v`);
  const ampere = field(`current_${phase}_a`);
  const fill = el('span', { class: 'done' });
  const bar = el('div', { class: 'bar', role: 'img' }, fill);

  function drawBar(current: Maybe<number>, fuse: Maybe<number>): void {
    const known = typeof current === 'number' && typeof fuse === 'number' && fuse > 0;
    const share = known ? current / fuse : 0;
    fill.style.width = `${Math.min(share, 1) * 100}%`;
    bar.classList.toggle('over', share >= HIGH);
    const values = {
      phase: phase.toUpperCase(),
      current: format.value(current, 1, 'A'),
      fuse: format.value(fuse, 0, 'A'),
    };
    bar.setAttribute('aria-label', texts('phaseBar', values));
  }

  return {
    root: el('tr', {}, name, el('td', {}, volt), el('td', { class: 'wide' }, bar), el('td', {}, ampere)),
    show(status) {
      const current = status[`current_${phase}_a`];
      put(volt, format.value(status[`voltage_${phase}_v`], 0, 'V'));
      put(ampere, format.value(current, 1, 'A'));
      put(name, phase.toUpperCase() + (phase === 'l2' && status.site?.grid === 'it' ? '*' : ''));
      drawBar(current, status.site?.main_fuse_a);
    },
  };
}

/** Makes the card of the phases. */
export function createPhasesCard(locale: Locale): Card {
  const { texts, format } = locale;
  const rows = PHASES.map((phase) => createRow(phase, locale));
  const fuse = el('p', { class: 'aside', 'data-field': 'site.main_fuse_a' });
  const note = el('p', { class: 'aside', 'data-field': 'site.grid' });
  const none = el('p', { class: 'aside' }, texts('noPhases'));
  const table = el('table', { class: 'phases' }, el('tbody', {}, ...rows.map((row) => row.root)));
  return {
    root: section('phase', texts('phases'), table, none, fuse, note),
    status(status) {
      const phases = phasesOf(status);
      rows.forEach((row, i) => {
        row.root.hidden = !phases.includes(PHASES[i]);
        row.show(status);
      });
      table.hidden = fuse.hidden = !phases.length;
      none.hidden = phases.length > 0;
      const ampere = status.site?.main_fuse_a ?? null;
      put(fuse, texts('fuse', { fuse: format.value(ampere, 0, 'A') }));
      // A 1-phase meter has no L2.
      const isIt = status.site?.grid === 'it' && phases.includes('l2');
      note.hidden = !isIt;
      put(note, isIt ? texts('itGrid') : '');
    },
  };
}
