/** A chart by uPlot that can be read by eye, by keyboard and by screen reader. */
import uPlot from 'uplot';
import { el, put, putRows } from './dom.js';
import type { Column } from './series.js';

export interface Curve {
  /** A line with its area; or bars, of which the wide ones stand behind. */
  kind: 'area' | 'wide' | 'bars';
  /** A colour of style.css: `--name`, and `--name-soft` for areas. */
  colour: string;
}

export interface ChartOptions {
  /** Names the chart for tests. */
  name: string;
  curves: Curve[];
  /** Lowest and highest of the horizontal axis. */
  range(): [number, number];
  /** Where the horizontal axis has its labels, by the width in pixels; and what they say. */
  splits(width: number): number[];
  label(x: number): string;
  /** What the vertical axis says, and the pixels that takes. */
  scaleWidth: number;
  scale(y: number, step: number): string;
  /** The steps that the vertical axis may have, and the least it reaches up to: small values are not blown up. */
  steps: number[];
  least: number;
  /** The values at one place, in words. */
  readout(index: number): string;
  /** The heads of the table for screen readers. */
  heads: string[];
  hint: string;
}

export interface ChartWords {
  /** What the chart says in one sentence; it stands above it. */
  essence: string;
  rows: string[][];
}

export interface Chart {
  root: HTMLElement;
  update(x: number[], columns: Column[], words: ChartWords): void;
}

const FONT_SIZE = '12px';
const BARS = { wide: [0.86, 60], bars: [0.5, 36] } as const;
const HEADROOM = 1.08;

function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function seriesOf(curve: Curve): uPlot.Series {
  const stroke = (): string => colourOf(curve.colour);
  if (curve.kind === 'area') {
    return { stroke, width: 1.75, fill: () => colourOf(`${curve.colour}-soft`), fillTo: 0, points: { show: false } };
  }
  const paths = uPlot.paths.bars?.({ size: [...BARS[curve.kind]] as [number, number], radius: 0.12 });
  return { fill: stroke, width: 0, paths, points: { show: false } };
}

function axesOf(options: ChartOptions): uPlot.Axis[] {
  const common: uPlot.Axis = {
    font: `${FONT_SIZE} ${getComputedStyle(document.body).fontFamily}`,
    stroke: () => colourOf('--muted'),
    ticks: { show: false },
  };
  return [
    {
      ...common,
      size: 26,
      gap: 6,
      grid: { show: false },
      splits: (u) => options.splits(u.width),
      values: (_u, splits) => splits.map(options.label),
    },
    {
      ...common,
      size: options.scaleWidth,
      gap: 6,
      space: 32,
      grid: { stroke: () => colourOf('--line'), width: 1 },
      incrs: options.steps,
      values: (_u, splits, _axis, _space, step) => splits.map((y) => options.scale(y, step)),
    },
  ];
}

/** From zero to a little above the highest. */
function rangeOf(low: number | null, high: number | null, least: number): [number, number] {
  return [Math.min(low ?? 0, 0) * HEADROOM, Math.max(high ?? 0, least) * HEADROOM];
}

/** Makes an empty chart. */
export function createChart(options: ChartOptions): Chart {
  const caption = el('figcaption');
  const plot = el('div', { class: 'plot', tabindex: '0', role: 'slider', 'data-chart': options.name });
  plot.setAttribute('aria-valuemin', '0');
  const body = el('tbody');
  const head = el('thead', {}, el('tr', {}, ...options.heads.map((one) => el('th', { scope: 'col' }, one))));
  // The wrapper is what is hidden: a table would not let itself be made small.
  const table = el('div', { class: 'hidden' }, el('table', {}, head, body));
  const root = el('figure', {}, caption, plot, table);
  let essence = '';
  let chart: uPlot | null = null;
  let places = 0;

  /** Shows the values at a place; without one the essence. */
  function show(index: number | null | undefined): void {
    const at = index ?? places - 1;
    const known = index !== null && index !== undefined && index < places;
    put(caption, known ? options.readout(index) : essence);
    plot.setAttribute('aria-label', `${essence} (${options.hint})`);
    plot.setAttribute('aria-valuemax', `${Math.max(0, places - 1)}`);
    plot.setAttribute('aria-valuenow', `${Math.max(0, at)}`);
    plot.setAttribute('aria-valuetext', places ? options.readout(at) : essence);
  }

  function moveTo(index: number): void {
    const place = Math.min(Math.max(index, 0), places - 1);
    if (!chart || place < 0) return;
    chart.setCursor({ left: chart.valToPos(chart.data[0][place], 'x'), top: 1 });
    show(place);
  }

  function leave(): void {
    chart?.setCursor({ left: -10, top: -10 });
    show(null);
  }

  plot.addEventListener('keydown', (event) => {
    const at = chart?.cursor.idx ?? places;
    const target = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: places - 1 }[event.key];
    if (event.key === 'Escape') leave();
    else if (target === undefined) return;
    else moveTo(target);
    event.preventDefault();
  });
  plot.addEventListener('blur', leave);

  /** The style says how large the plot is. */
  function size(): { width: number; height: number } {
    return { width: plot.clientWidth, height: plot.clientHeight };
  }

  function create(data: uPlot.AlignedData): uPlot {
    return new uPlot(
      {
        ...size(),
        padding: [8, 6, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
        scales: {
          x: { time: false, range: () => options.range() },
          y: { range: (_u, low, high) => rangeOf(low, high, options.least) },
        },
        axes: axesOf(options),
        series: [{}, ...options.curves.map(seriesOf)],
        hooks: { setCursor: [(u) => show(u.cursor.idx)] },
      },
      data,
      plot,
    );
  }

  new ResizeObserver(() => chart?.setSize(size())).observe(plot);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => chart?.redraw(false));

  return {
    root,
    update(x, columns, words) {
      const data = [x, ...columns] as uPlot.AlignedData;
      essence = words.essence;
      places = x.length;
      if (chart) chart.setData(data);
      else chart = create(data);
      putRows(body, words.rows);
      show(chart.cursor.idx);
    },
  };
}
