/** A chart by uPlot that can also be read by keyboard and by screen reader. */
import uPlot from 'uplot';
import { el, put, putRows } from './dom.js';
import type { Column } from './series.js';

export interface Curve {
  /** A line with its area, or bars; `wide` bars are drawn behind others. */
  kind: 'area' | 'wide' | 'bars';
  /** A colour of style.css, `--NAME`; its area has `--NAME-soft`. */
  colour: string;
}

export interface ChartOptions {
  /** `data-chart` of the chart, by which tests find it. */
  name: string;
  curves: Curve[];
  /** Lowest and highest value of the horizontal axis. */
  range(): [number, number];
  /** Values of the horizontal axis that have a label, for this width in pixels; and the label of a value. */
  splits(width: number): number[];
  label(x: number): string;
  /** Width of the vertical axis in pixels, and the label of a value. */
  scaleWidth: number;
  scale(y: number, step: number): string;
  /** Allowed steps of the vertical axis, and the lowest value at its top, so that small values are not magnified. */
  steps: number[];
  least: number;
  /** The values at an index, in words. */
  readout(index: number): string;
  /** The column headers of the table for screen readers. */
  heads: string[];
  /** How to read the chart by keyboard. */
  hint: string;
}

export interface ChartText {
  /** The chart in one sentence, shown above it. */
  summary: string;
  /** The rows of the table for screen readers. */
  rows: string[][];
}

export interface Chart {
  root: HTMLElement;
  update(x: number[], columns: Column[], text: ChartText): void;
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

/** From zero, or a little below the lowest value, to a little above the highest. */
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
  // The wrapper is hidden instead of the table, because a table cannot be made small.
  const table = el('div', { class: 'hidden' }, el('table', {}, head, body));
  const root = el('figure', {}, caption, plot, table);
  let summary = '';
  let chart: uPlot | null = null;
  let count = 0;

  /** Shows the values at an index; without one, the summary. */
  function show(index: number | null | undefined): void {
    const at = index ?? count - 1;
    const isValid = index !== null && index !== undefined && index < count;
    put(caption, isValid ? options.readout(index) : summary);
    plot.setAttribute('aria-label', `${summary} (${options.hint})`);
    plot.setAttribute('aria-valuemax', `${Math.max(0, count - 1)}`);
    plot.setAttribute('aria-valuenow', `${Math.max(0, at)}`);
    plot.setAttribute('aria-valuetext', count ? options.readout(at) : summary);
  }

  function moveTo(index: number): void {
    const at = Math.min(Math.max(index, 0), count - 1);
    if (!chart || at < 0) return;
    chart.setCursor({ left: chart.valToPos(chart.data[0][at], 'x'), top: 1 });
    show(at);
  }

  function leave(): void {
    chart?.setCursor({ left: -10, top: -10 });
    show(null);
  }

  plot.addEventListener('keydown', (event) => {
    const at = chart?.cursor.idx ?? count;
    const target = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: count - 1 }[event.key];
    if (event.key === 'Escape') leave();
    else if (target === undefined) return;
    else moveTo(target);
    event.preventDefault();
  });
  plot.addEventListener('blur', leave);

  /** The size of the plot, which style.css sets. */
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
    update(x, columns, text) {
      const data = [x, ...columns] as uPlot.AlignedData;
      summary = text.summary;
      count = x.length;
      if (chart) chart.setData(data);
      else chart = create(data);
      putRows(body, text.rows);
      show(chart.cursor.idx);
    },
  };
}
