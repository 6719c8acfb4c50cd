import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createOutlets } from '../support/exports.js';
import { type Sample, samplesOf } from '../support/prometheus.js';
import { createSite } from '../support/site.js';
import { wireOf } from '../support/vectors.js';

interface Panel {
  id: number;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets: { refId: string; expr: string; legendFormat: string }[];
}

interface Dashboard {
  uid: string;
  templating: { list: { name: string; definition?: string }[] };
  panels: Panel[];
}

const DASHBOARD: Dashboard = JSON.parse(readFileSync('board/grafana/kamstrup-han.json', 'utf8'));
/** Labels that Prometheus adds to each sample. */
const ADDED = ['instance', 'job'];
const TARGETS = DASHBOARD.panels.flatMap((panel) => panel.targets);

/** Every sample that `/metrics` can have. */
function everything(): Sample[] {
  const start = Date.UTC(2026, 0, 15, 12);
  const site = createSite({ start }, {}, { ntp: true });
  site.playTo(start + 3600000 + 60000);
  return samplesOf(site.get('/metrics').body).concat(createOutlets([wireOf('3ph-hourly-new')]).metrics());
}

const KNOWN = new Map<string, Map<string, Set<string>>>();
for (const { name, labels } of everything()) {
  const known = KNOWN.get(name) ?? new Map<string, Set<string>>();
  for (const [label, value] of Object.entries(labels)) known.set(label, (known.get(label) ?? new Set()).add(value));
  KNOWN.set(name, known);
}

const grafana = suite('grafana');

grafana('every metric that it uses exists', () => {
  let named = 0;
  for (const { expr } of TARGETS) {
    for (const [name] of expr.matchAll(/\bhan_\w+/g)) {
      assert.ok(KNOWN.has(name), name);
      named++;
    }
  }
  assert.ok(named >= TARGETS.length);
});

grafana('every label that it uses is one of that metric, with an existing value', () => {
  for (const { expr, legendFormat } of TARGETS) {
    const labels = new Map<string, Set<string>>();
    for (const [, name, matchers] of expr.matchAll(/\b(han_\w+)\{([^}]*)\}/g)) {
      for (const [, label, operator, value] of matchers.matchAll(/(\w+)(=~?)"([^"]*)"/g)) {
        if (ADDED.includes(label)) continue;
        assert.ok(operator === '=' && KNOWN.get(name)?.get(label)?.has(value), `${name} ${label} ${value}`);
      }
      for (const [label, values] of KNOWN.get(name) ?? []) labels.set(label, values);
    }
    for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
      assert.ok(ADDED.includes(label) || labels.has(label), `${legendFormat} of ${expr}`);
    }
    for (const [, grouped] of expr.matchAll(/\bby \(([^)]*)\)/g)) {
      for (const label of grouped.split(', ')) assert.ok(ADDED.includes(label) || labels.has(label), label);
    }
  }
});

grafana('it shows every metric, and each panel follows the selected meters', () => {
  const all = TARGETS.map((target) => target.expr).join(' ');
  for (const name of KNOWN.keys()) {
    // The bars show the sum of the day.
    if (/day|reactive_energy|uptime/.test(name)) continue;
    assert.match(all, new RegExp(`\\b${name}\\b`));
  }
  for (const { expr } of TARGETS) {
    assert.is(expr.match(/\bhan_\w+/g)?.length, expr.match(/instance=~"\$instance"/g)?.length, expr);
  }
  const variable = DASHBOARD.templating.list.find((one) => one.name === 'instance');
  assert.is(variable?.definition, 'label_values(han_uptime_seconds, instance)');
  assert.ok(KNOWN.has('han_uptime_seconds'));
});

grafana('panels have unique ids and do not overlap', () => {
  assert.is(new Set(DASHBOARD.panels.map((panel) => panel.id)).size, DASHBOARD.panels.length);
  const taken = new Map<string, string>();
  for (const { title, gridPos } of DASHBOARD.panels) {
    assert.ok(gridPos.x + gridPos.w <= 24, title);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        assert.is(taken.get(`${x},${y}`), undefined, `${title} lies upon ${taken.get(`${x},${y}`)}`);
        taken.set(`${x},${y}`, title);
      }
    }
  }
});

grafana.run();
