/** Who may import whom, held against the sources themselves. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

/** The modules of src by layer, the lowest first: each may import from lower layers and from its own, but in no circle. */
const LAYERS: string[][] = [
  [
    'board',
    'characters',
    'crc',
    'decimal',
    'dlms',
    'fields',
    'hex',
    'http-message',
    'json',
    'ledger-state',
    'math',
    'number-text',
    'protocol',
    'requests',
    'ring',
    'series',
    'settings',
    'steps',
    'time',
    'url',
  ],
  ['civil', 'hdlc', 'kamstrup', 'raw', 'reading', 'request-fault', 'unknown-list'],
  ['energy-unit', 'iec61107', 'kept-counters', 'kmp', 'kmp-ascii', 'layout', 'poll-values', 'route', 'scale', 'tariff'],
  ['ledger'],
  ['account', 'list', 'poller', 'status', 'http', 'http-client'],
  ['amsleser', 'configure', 'energy-text', 'metrics', 'page', 'push-queue'],
  ['homeassistant', 'influx', 'outlets', 'webhook'],
  ['push'],
  ['service'],
];

/** What may never reach what, through however many modules, and why. */
const NEVER: [string, string, string][] = [
  ['hdlc', 'dlms', 'framing knows nothing of lists'],
  ['hdlc', 'reading', 'framing knows nothing of values'],
  ['list', 'hdlc', 'a list is read from an array, wherever its frame came from'],
  ['list', 'scale', 'readings are raw until they are written'],
  ['list', 'settings', 'readings are raw until they are written'],
  ['poller', 'scale', 'readings are raw until they are written'],
  ['kmp', 'reading', 'a protocol knows its bytes, and tells what it read'],
  ['http', 'reading', 'the server knows nothing of meters'],
  ['http', 'status', 'the server knows nothing of meters'],
  ['http-message', 'board', 'a message knows no socket'],
  ['http-client', 'reading', 'the client knows nothing of meters'],
  ['page', 'reading', 'the page is sent as it lies'],
  ['status', 'http', 'what is said does not depend on how it is asked'],
];

const SOURCE = /\.ts$/;

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => SOURCE.test(name) && !name.includes('node_modules'))
    .map((name) => posix.join(folder, name.split(sep).join('/')))
    .sort();
}

/** The modules that a file names in its imports and exports, types too. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const named = text.matchAll(/^(?:import|export)\s(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm);
  const called = text.matchAll(/\b(?:import|require)\(\s*'([^']+)'\s*\)/g);
  return [...named, ...called].map((match) => match[1]);
}

/** The file that a relative import means. */
function resolve(file: string, name: string): string {
  return join(dirname(file), name).split(sep).join('/').replace(/\.js$/, '.ts');
}

type Graph = Map<string, string[]>;

/** Files and the files that each imports; packages are left out. */
function graphOf(files: string[]): Graph {
  return new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => resolve(file, name)),
    ]),
  );
}

/** A circle in the graph, as the files along it; null if there is none. */
function circleIn(graph: Graph): string[] | null {
  const done = new Set<string>();

  function visit(file: string, path: string[]): string[] | null {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  }

  for (const file of graph.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return null;
}

/** All that a file imports, directly or through others. */
function reachOf(graph: Graph, file: string, reached = new Set<string>()): Set<string> {
  for (const next of graph.get(file) ?? []) {
    if (reached.has(next)) continue;
    reached.add(next);
    reachOf(graph, next, reached);
  }
  return reached;
}

function layerOf(module: string): number {
  return LAYERS.findIndex((layer) => layer.includes(module));
}

function moduleOf(file: string): string {
  return posix.basename(file, '.ts');
}

const CORE = filesUnder('src');
const ALL = CORE.concat(filesUnder('board'));
const core = graphOf(CORE);

const architecture = suite('architecture');

architecture('a circle is found where there is one', () => {
  assert.equal(
    circleIn(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
    ['b', 'c', 'b'],
  );
  assert.is(
    circleIn(
      new Map([
        ['a', ['b', 'c']],
        ['b', ['c']],
        ['c', []],
      ]),
    ),
    null,
  );
});

architecture('imports are found in all their forms', () => {
  assert.ok(importsOf('src/list.ts').includes('./kamstrup.js'), 'over several lines');
  assert.ok(importsOf('src/scale.ts').includes('./settings.js'), 'types');
  assert.ok(importsOf('board/host/decode.ts').includes('node:fs'), 'packages');
});

architecture('the core imports nothing but the core: no package, no node:, no board', () => {
  for (const file of CORE) {
    for (const name of importsOf(file)) {
      assert.match(name, /^\.\/[a-z0-9-]+\.js$/, `${file} imports ${name}`);
      assert.ok(core.has(resolve(file, name)), `${file} imports ${name}`);
    }
  }
});

architecture('the core asks nothing of the platform behind the back of its board', () => {
  const forbidden =
    /\b(?:process|Buffer|setTimeout|setInterval|console|performance|globalThis|require)\b(?=[.(])|\bDate(?:\.now|\(\))/;
  for (const file of CORE) {
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    assert.not.match(code, forbidden, file);
  }
});

architecture('the meter id is shown by one function, which knows whether it is to be hidden', () => {
  // What finds the energy unit compares it with what it has kept; nothing of that is shown.
  const allowed = ['src/energy-unit.ts', 'src/reading.ts'];
  for (const file of ALL.filter((name) => !allowed.includes(name))) {
    assert.not.match(readFileSync(file, 'utf8'), /textOf\((?:\w+\.)*meterId\)/, file);
  }
});

architecture('there is no circle of imports', () => {
  assert.is(circleIn(graphOf(ALL)), null);
});

architecture('every import of a file of ours means a file that is there', () => {
  const files = new Set(ALL);
  for (const [file, imports] of graphOf(ALL)) {
    for (const next of imports) {
      if (next.startsWith('src/') || next.startsWith('board/')) assert.ok(files.has(next), `${file} imports ${next}`);
    }
  }
});

architecture('every module of the core has its layer, and imports from no higher one', () => {
  assert.equal(CORE.map(moduleOf).sort(), LAYERS.flat().sort());
  for (const [file, imports] of core) {
    for (const next of imports) {
      const [from, to] = [moduleOf(file), moduleOf(next)];
      assert.ok(layerOf(to) <= layerOf(from), `${from} imports ${to}`);
    }
  }
});

for (const [from, to, reason] of NEVER) {
  architecture(`${from} never reaches ${to}: ${reason}`, () => {
    assert.ok(core.has(`src/${from}.ts`) && core.has(`src/${to}.ts`));
    assert.not.ok(reachOf(core, `src/${from}.ts`).has(`src/${to}.ts`));
  });
}

architecture.run();
