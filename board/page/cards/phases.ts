/** Volt and ampere per phase, against the main fuse. */
import type { Card, Words } from '../card.js';
import { el, field, put, section } from '../dom.js';
import type { Maybe, Status } from '../status.js';

const PHASES = ['l1', 'l2', 'l3'] as const;
/** From this part of the main fuse on, the bar warns. */
const HIGH = 0.9;

type Phase = (typeof PHASES)[number];

interface Row {
  root: HTMLElement;
  show(status: Status): void;
}

/** The phases of which the meter tells volt or ampere; before the first list all, since nobody knows yet. */
function phasesOf(status: Status): readonly Phase[] {
  if ((status.age_s ?? null) === null) return PHASES;
  return PHASES.filter((phase) => (status[`voltage_${phase}_v`] ?? status[`current_${phase}_a`] ?? null) !== null);
}

function createRow(phase: Phase, { texts, format }: Words): Row {
  const name = el('th', { scope: 'row' }, phase.toUpperCase());
  const volt = field(`voltage_${phase}_v`);
  const ampere = field(`current_${phase}_a`);
  const fill = el('span', { class: 'done' });
  const bar = el('div', { class: 'bar', role: 'img' }, fill);

  function drawBar(current: Maybe<number>, fuse: Maybe<number>): void {
    const known = typeof current === 'number' && typeof fuse === 'number' && fuse > 0;
    const part = known ? current / fuse : 0;
    fill.style.width = `${Math.min(part, 1) * 100}%`;
    bar.classList.toggle('over', part >= HIGH);
    const words = {
      phase: phase.toUpperCase(),
      current: format.value(current, 1, 'A'),
      fuse: format.value(fuse, 0, 'A'),
    };
    bar.setAttribute('aria-label', texts('phaseBar', words));
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
export function createPhasesCard(words: Words): Card {
  const { texts, format } = words;
  const rows = PHASES.map((phase) => createRow(phase, words));
  const fuse = el('p', { class: 'aside', 'data-field': 'site.main_fuse_a' });
  const note = el('p', { class: 'aside', 'data-field': 'site.grid' });
  const none = el('p', { class: 'aside' }, texts('noPhases'));
  const table = el('table', { class: 'phases' }, el('tbody', {}, ...rows.map((row) => row.root)));
  return {
    root: section('phase', texts('phases'), table, none, fuse, note),
    status(status) {
      const told = phasesOf(status);
      rows.forEach((row, i) => {
        row.root.hidden = !told.includes(PHASES[i]);
        row.show(status);
      });
      table.hidden = fuse.hidden = !told.length;
      none.hidden = told.length > 0;
      const ampere = status.site?.main_fuse_a ?? null;
      put(fuse, texts('fuse', { fuse: format.value(ampere, 0, 'A') }));
      // A meter of one phase has no L2 to be calculated.
      const isIt = status.site?.grid === 'it' && told.includes('l2');
      note.hidden = !isIt;
      put(note, isIt ? texts('itGrid') : '');
    },
  };
}
