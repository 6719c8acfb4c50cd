/** Who may import whom, checked against the sources themselves; and ARCHITECTURE.md against both. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { blockOf, namesIn, rowsOf, sectionOf } from './support/pages.js';

/** The rooms of src, the lowest first, and which rooms each may import, besides itself and the top's `board`. */
const ROOMS: Record<string, string[]> = {
  text: [],
  time: ['text'],
  bytes: ['text'],
  http: ['text'],
  settings: ['text'],
  reading: ['settings', 'text', 'time'],
  han: ['bytes', 'reading', 'text', 'time'],
  eye: ['bytes', 'reading', 'settings', 'text', 'time'],
  energy: ['bytes', 'reading', 'settings', 'text', 'time'],
  status: ['bytes', 'energy', 'reading', 'settings', 'text', 'time'],
  endpoints: ['energy', 'http', 'reading', 'settings', 'status', 'text', 'time'],
  push: ['http', 'reading', 'settings', 'status', 'text', 'time'],
};
/** What ties the rooms together: only these stand at the top. `service` may import every room, `board` imports nothing. */
const TOP = ['board', 'service'];
/** The folders and top files of board/host, the lowest first, and which of them each may import besides itself. */
const HOST: Record<string, string[]> = {
  arguments: [],
  signals: [],
  net: [],
  simulator: [],
  files: ['arguments'],
  uart: ['simulator'],
  board: ['net'],
  commands: ['arguments', 'board', 'files', 'net', 'signals', 'simulator', 'uart'],
  cli: ['arguments', 'commands'],
};
const MOST_FILES = 12;
/** Tests of the repository as a whole. */
const OF_ALL = ['test/architecture.test.ts', 'test/docs.test.ts', 'test/docs-facts.test.ts'];

/** What may never reach what, through however many modules, and why. */
const NEVER: [string, string, string][] = [
  ['han/hdlc', 'han/dlms', 'framing knows nothing of lists'],
  ['han/hdlc', 'reading/reading', 'framing knows nothing of values'],
  ['han/list', 'han/hdlc', 'a list is read from an array, wherever its frame came from'],
  ['han/list', 'reading/scale', 'readings are raw until they are written'],
  ['han/list', 'settings/settings', 'readings are raw until they are written'],
  ['eye/poller', 'reading/scale', 'readings are raw until they are written'],
  ['eye/kmp', 'reading/reading', 'a protocol knows its bytes, and tells what it read'],
  ['http/server', 'reading/reading', 'the server knows nothing of meters'],
  ['http/server', 'status/status', 'the server knows nothing of meters'],
  ['http/message', 'board', 'a message knows no socket'],
  ['http/client', 'reading/reading', 'the client knows nothing of meters'],
  ['endpoints/page', 'reading/reading', 'the page is sent as it lies'],
  ['status/status', 'http/server', 'what is said does not depend on how it is asked'],
];

function filesUnder(folder: string, named = /\.ts$/): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => named.test(name) && !name.includes('node_modules'))
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

/** The room of a file of src; empty for the top. */
function roomOf(file: string): string {
  return file.split('/').slice(1, -1).join('/');
}

/** The folder of board/host that a file stands in, or the name of a top file; null for a file elsewhere. */
function hostPartOf(file: string): string | null {
  return /^board\/host\/([\w-]+)/.exec(file)?.[1] ?? null;
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
  assert.ok(importsOf('src/han/layout.ts').includes('../reading/obis.js'), 'over several lines');
  assert.ok(importsOf('src/reading/scale.ts').includes('../settings/settings.js'), 'types');
  assert.ok(importsOf('board/host/commands/decode.ts').includes('node:fs'), 'packages');
});

architecture('the core imports nothing but the core: no package, no node:, no board', () => {
  for (const file of CORE) {
    for (const name of importsOf(file)) {
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
  const allowed = ['src/energy/unit.ts', 'src/reading/reading.ts'];
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

architecture('every file of the core stands in a room, or ties the rooms together', () => {
  const rooms = new Set(CORE.map(roomOf));
  rooms.delete('');
  assert.equal([...rooms].sort(), Object.keys(ROOMS).sort());
  assert.equal(
    CORE.filter((file) => !roomOf(file)),
    TOP.map((name) => `src/${name}.ts`),
  );
});

architecture(`a room has at most ${MOST_FILES} files`, () => {
  for (const room of Object.keys(ROOMS)) {
    const files = CORE.filter((file) => roomOf(file) === room);
    assert.ok(files.length <= MOST_FILES, `src/${room} has ${files.length} files`);
  }
});

architecture('a room imports only the rooms that the table allows, and the table only allows what is used', () => {
  const used: Record<string, Set<string>> = {};
  for (const [file, imports] of core) {
    const room = roomOf(file);
    if (!room) continue;
    used[room] ??= new Set();
    for (const next of imports) {
      if (next === 'src/board.ts' || roomOf(next) === room) continue;
      used[room].add(roomOf(next));
      assert.ok(ROOMS[room].includes(roomOf(next)), `${file} imports ${next}`);
    }
  }
  for (const [room, allowed] of Object.entries(ROOMS)) assert.equal([...(used[room] ?? [])].sort(), allowed, room);
});

architecture('there is no circle between the rooms', () => {
  assert.is(circleIn(new Map(Object.entries(ROOMS))), null);
});

architecture(
  'a part of board/host imports only the parts that the table allows, and the table only allows what is used',
  () => {
    const used: Record<string, Set<string>> = {};
    for (const [file, imports] of graphOf(ALL)) {
      const part = hostPartOf(file);
      if (part === null) continue;
      used[part] ??= new Set();
      for (const next of imports) {
        const other = hostPartOf(next);
        if (next.startsWith('src/') || other === part) continue;
        assert.ok(other !== null && HOST[part]?.includes(other), `${file} imports ${next}`);
        used[part].add(other);
      }
    }
    assert.equal(Object.keys(used).sort(), Object.keys(HOST).sort());
    for (const [part, allowed] of Object.entries(HOST)) assert.equal([...used[part]].sort(), allowed, part);
  },
);

architecture(`a folder of board/host has at most ${MOST_FILES} files`, () => {
  const counts: Record<string, number> = {};
  for (const file of filesUnder('board/host')) counts[dirname(file)] = (counts[dirname(file)] ?? 0) + 1;
  for (const [folder, count] of Object.entries(counts)) assert.ok(count <= MOST_FILES, `${folder} has ${count} files`);
});

architecture('board imports nothing, and nothing of the core imports service', () => {
  assert.equal(core.get('src/board.ts'), []);
  for (const [file, imports] of core) assert.not.ok(imports.includes('src/service.ts'), file);
});

architecture('the test of a module stands at its path: test/ROOM/MODULE[-subject].test.ts', () => {
  const build = filesUnder('board/esp32/build', /\.mjs$/);
  const modules = new Set(ALL.concat(build).map((file) => file.replace(/^src\//, '').replace(/\.m?[jt]s$/, '')));
  for (const file of filesUnder('test').filter((name) => name.endsWith('.test.ts'))) {
    const parts = file.slice('test/'.length, -'.test.ts'.length).split('-');
    const names = parts.map((_, i) => parts.slice(0, i + 1).join('-'));
    assert.ok(names.some((name) => modules.has(name)) || OF_ALL.includes(file), `${file} names no module`);
  }
});

for (const [from, to, reason] of NEVER) {
  architecture(`${from} never reaches ${to}: ${reason}`, () => {
    assert.ok(core.has(`src/${from}.ts`) && core.has(`src/${to}.ts`));
    assert.not.ok(reachOf(core, `src/${from}.ts`).has(`src/${to}.ts`));
  });
}

const MAP = 'ARCHITECTURE.md';
const ROOMS_HEADING = '## The rooms of `src/`';

/** All rooms that a room may reach along the table. */
function reachable(rooms: Record<string, string[]>, room: string): string[] {
  return [...reachOf(new Map(Object.entries(rooms)), room)].sort();
}

architecture(`${MAP} draws the rooms as the table has them, each arrow once`, () => {
  const drawn: Record<string, string[]> = {};
  const diagram = blockOf(sectionOf(MAP, ROOMS_HEADING), 'mermaid');
  for (const [, from, to] of diagram.matchAll(/^ *(\w+)(?:\[.*\])? --> (.+)$/gm)) {
    drawn[from] = (drawn[from] ?? []).concat(to.split(' & '));
  }
  assert.equal(drawn.board, ['service']);
  const named = Object.keys(ROOMS).sort();
  assert.equal(reachable(drawn, 'service'), named);
  for (const room of named) {
    assert.equal(reachable(drawn, room), reachable(ROOMS, room), room);
    const others = (drawn[room] ?? []).flatMap((next) => reachable(drawn, next));
    for (const next of drawn[room] ?? []) assert.not.ok(others.includes(next), `${room} --> ${next} is implied`);
  }
});

architecture(`${MAP} has each room with its modules, and each folder of board`, () => {
  for (const [folder, , modules] of rowsOf(sectionOf(MAP, ROOMS_HEADING))) {
    const [room] = namesIn(folder).map((name) => name.replace(/^src\/|\/$/g, ''));
    const there = CORE.filter((file) => roomOf(file) === room).map((file) => posix.basename(file, '.ts'));
    assert.equal(namesIn(modules).sort(), there.sort(), folder);
  }
  const rooms = rowsOf(sectionOf(MAP, ROOMS_HEADING)).map(([folder]) => namesIn(folder)[0]);
  assert.equal(
    rooms.slice(1).sort(),
    Object.keys(ROOMS)
      .map((room) => `src/${room}/`)
      .sort(),
  );
  const named = rowsOf(sectionOf(MAP, '## The rest')).flatMap((row) => row.flatMap(namesIn));
  const folders = new Set(filesUnder('board', /./).map((file) => `${posix.dirname(file)}/`));
  folders.delete('board/');
  for (const folder of folders) assert.ok(named.includes(folder), folder);
});

architecture.run();
