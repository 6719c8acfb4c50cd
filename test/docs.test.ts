/** The pages agree with the program: links, paths, examples, commands, settings, endpoints and metrics. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceSettings } from '../board/esp32/settings.js';
import { changesOf } from '../board/flash/config.js';
import { FLASH } from '../board/flash/options.js';
import { COMMANDS, type Command, readArguments } from '../board/host/options.js';
import { configurationEndpoints } from '../src/endpoints/configuration.js';
import { REQUESTS } from '../src/eye/requests.js';
import { VERSION } from '../src/service.js';
import { checkSettings, coreSettings, type Setting } from '../src/settings/settings.js';
import { createOutlets } from './support/outlets.js';
import {
  anchorsOf,
  blockOf,
  blocksOf,
  COMMANDS_PAGE,
  CONTRIBUTING,
  ENDPOINTS,
  HARDWARE,
  INTEGRATIONS,
  namesIn,
  PAGES,
  proseOf,
  README,
  rowsOf,
  SETTINGS,
  sectionOf,
  textOf,
} from './support/pages.js';
import { run } from './support/program.js';
import { createSite, HOUR_MS } from './support/site.js';
import { VECTORS, wireOf } from './support/vectors.js';

const MOST_README_LINES = 200;
const PROGRAM = 'node dist/kamstrup-han.js';
const SCRIPTS: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;

/** The paths of all members, as `peaks[].date`; a value that is unknown has one too. */
function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  if (Array.isArray(value)) return value.length ? pathsOf(value[0], `${path}[]`) : [`${path}[]`];
  return Object.entries(value).flatMap(([key, one]) => pathsOf(one, path ? `${path}.${key}` : key));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Names in code and their initial values in the table: one value for all names, or one each; none is the empty text. */
function initialValuesIn(rows: string[][]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [names, values] of rows) {
    const initial = values.match(/`[^`]*`|none|made up/g) ?? [];
    const each = namesIn(names);
    assert.ok(initial.length === 1 || initial.length === each.length, names);
    each.forEach((name, i) => {
      const text = initial[initial.length === 1 ? 0 : i];
      found[name] = text.startsWith('`') ? parsed(text.slice(1, -1)) : '';
    });
  }
  return found;
}

function initialOf(table: Setting[]): Record<string, unknown> {
  return Object.fromEntries(table.map((setting) => [setting.name, setting.initial]));
}

/** A site that has read 10 s and hourly lists across the end of an hour, and pushes to a webhook. */
function someSite() {
  const start = Date.UTC(2026, 10, 21, 8, 58);
  const site = createSite({ start }, { webhook_url: 'http://192.0.2.1/' }, { ntp: true });
  site.playTo(start + 1.1 * HOUR_MS);
  return site;
}

/** The paths of `/help`, and those that only the device has. */
function endpointPaths(): string[] {
  const { body } = someSite().get('/help');
  return [...body.matchAll(/^GET (\S+)$/gm)].map(([, path]) => path).concat('/config', '/restart');
}

/** The command lines of a block of shell: joined where they go on, without comments and the text of here-documents. */
function commandLines(body: string): string[] {
  return body
    .replace(/\\\n\s*/g, ' ')
    .replace(/(<<'END'.*\n)[\s\S]*?^END$/gm, '$1')
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter(Boolean);
}

/** The words of a command line, as the shell would part them. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare);
}

const SHELL = PAGES.flatMap((page) =>
  blocksOf(textOf(page))
    .filter(({ language }) => language === 'sh')
    .map(({ body }) => ({ page, body })),
);
/** Each simple command of the shell examples. */
const SIMPLE = SHELL.flatMap(({ page, body }) =>
  commandLines(body)
    .flatMap((line) => line.split(/ \| | && | <</))
    .map((line) => ({ page, line: line.trim() })),
);
/** Commands of the program and of npm that stand in the prose, in code. */
const INLINE = PAGES.flatMap((page) =>
  namesIn(proseOf(page))
    .flatMap((code) => code.split(' && '))
    .filter((code) => code.startsWith(PROGRAM) || /^(\w+=\S+ )?npm run /.test(code))
    .map((line) => ({ page, line: line.replace(/^\w+=\S+ /, '') })),
);

const docs = suite('docs');

docs(`the README has at most ${MOST_README_LINES} lines and links to every page`, () => {
  const text = textOf(README);
  assert.ok(text.trimEnd().split('\n').length <= MOST_README_LINES);
  for (const page of PAGES.filter((one) => one !== README)) assert.match(text, `](${page})`);
});

for (const page of [...PAGES, 'CHANGELOG.md']) {
  docs(`the links of ${page} lead somewhere`, () => {
    for (const [, markdown, html] of proseOf(page).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)) {
      const link = markdown ?? html;
      if (/^https?:/.test(link)) continue;
      const [path, anchor] = link.split('#');
      const target = path ? join(dirname(page), path) : page;
      assert.ok(existsSync(target), `${page}: ${link}`);
      if (anchor !== undefined) assert.ok(anchorsOf(target).includes(anchor), `${page}: ${link}`);
    }
  });
}

for (const page of PAGES) {
  docs(`the files of this repository that ${page} names exist`, () => {
    for (const name of namesIn(proseOf(page))) {
      const isPath = /^(src|board|test|docs|fixtures|\.ci)\/[\w./-]*$/.test(name) && !name.includes('NAME');
      if (isPath) assert.ok(existsSync(name), `${page}: ${name}`);
    }
  });

  docs(`the JSON of ${page} can be parsed`, () => {
    for (const { language, body } of blocksOf(textOf(page))) {
      assert.ok(language, `${page}: a block without a language: ${body.slice(0, 40)}`);
      if (language === 'json') JSON.parse(body);
    }
  });
}

docs('the shell takes each example, as it stands', () => {
  for (const { page, body } of SHELL) {
    assert.not.match(body, /^\$ |…|\.\.\./m, page);
    const shell = spawnSync('sh', ['-n'], { input: body });
    assert.is(shell.stderr.toString(), '', page);
    assert.is(shell.status, 0, page);
  }
});

docs('every command of the program and of npm can be called as it is shown', () => {
  let known = 0;
  for (const { page, line } of SIMPLE.concat(INLINE)) {
    if (line.startsWith(PROGRAM)) {
      const [name, ...args] = wordsOf(line.slice(PROGRAM.length));
      if (name === 'COMMAND') continue;
      const command = COMMANDS.find((one) => one.name === name);
      assert.ok(command, `${page}: ${line}`);
      readArguments(command, args);
      known++;
    }
    const [, script, rest] = /^npm run (?:--silent )?([\w:]+)(?: -- (.*))?$/.exec(line) ?? [];
    if (script === undefined) continue;
    assert.ok(script in SCRIPTS, `${page}: ${line}`);
    if (script === 'flash' && rest) changesOf(readArguments(FLASH, wordsOf(rest)).values);
    known++;
  }
  assert.ok(known > 20, 'the examples are found');
});

docs('every address that curl asks for is one that is answered', () => {
  const paths = endpointPaths();
  const asked = SIMPLE.filter(({ line }) => line.startsWith('curl '));
  assert.ok(asked.length > 3);
  for (const { page, line } of asked) {
    const [, path] = /http:\/\/[\w.-]+(\/\w*)(?= >|$)/.exec(line) ?? [];
    assert.ok(paths.includes(path), `${page}: ${line}`);
    const body = wordsOf(line)[wordsOf(line).indexOf('-d') + 1];
    if (line.includes(' -d ') && body) {
      assert.equal(checkSettings(deviceSettings(), JSON.parse(body)).faults, [], `${page}: ${line}`);
    }
  }
});

docs('the example of decode prints what the page says', () => {
  const block = blockOf(sectionOf(COMMANDS_PAGE, '## `decode`'), 'sh');
  const [, key, input] = /<<'END' \| jq \.(\w+)\n([\s\S]*)^END$/m.exec(block) ?? [];
  const outcome = run(['decode', '-'], input);
  assert.is(outcome.code, 0, outcome.err);
  assert.match(sectionOf(COMMANDS_PAGE, '## `decode`'), `It prints ${JSON.parse(outcome.out)[key]}.`);
});

docs('the example of /frame is a whole list', () => {
  const outcome = run(['decode', '-'], blockOf(sectionOf(ENDPOINTS, '## `GET /frame`'), 'text'));
  assert.is(outcome.code, 0, outcome.err);
  assert.ok(JSON.parse(outcome.out).active_power_import_w > 0);
});

docs('the example of /status has the members that it has, in that order', () => {
  const status = someSite().status();
  assert.ok(status.active_power_import_w !== null && status.active_energy_import_kwh !== null);
  assert.ok(status.peaks.length > 0);
  const example = JSON.parse(blockOf(sectionOf(ENDPOINTS, '## `GET /status`'), 'json'));
  assert.equal(pathsOf(example), pathsOf(status));
});

docs('each member of /status is described, or has its unit in its name', () => {
  for (const path of pathsOf(someSite().status())) {
    const name = path.replace(/\[\]/g, '').split('.').pop() ?? '';
    const isMeasurement = /^(active|reactive|current|voltage)_\w+_(w|var|a|v|kwh|kvarh)$/.test(path);
    const section = path.startsWith('push[]')
      ? sectionOf(INTEGRATIONS, '## When a server is away')
      : sectionOf(ENDPOINTS, '## `GET /status`').replace(/^```[\s\S]*?^```$/gm, '');
    assert.ok(isMeasurement || new RegExp(`\`([\\w/]+[.])?${name}\``).test(section), path);
  }
});

docs('the example of /history has the members that it has', () => {
  const heading = '## `GET /history?span=hours|days|months|power`';
  const example = JSON.parse(blockOf(sectionOf(ENDPOINTS, heading), 'json'));
  assert.equal(pathsOf(example), pathsOf(JSON.parse(someSite().get('/history?span=hours').body)));
});

docs('the example of /help is what it says, and every endpoint is in the table', () => {
  assert.is(blockOf(sectionOf(ENDPOINTS, '## `GET /help`'), 'text'), someSite().get('/help').body);
  const [table] = textOf(ENDPOINTS).split(/^## /m);
  const named = rowsOf(table).flatMap(([cell]) => namesIn(cell).map((name) => name.split(' ')[1]));
  assert.equal([...new Set(named)].sort(), endpointPaths().sort());
});

docs('the answers of /healthz and /config are those of the program', () => {
  const outlets = createOutlets([wireOf('3ph-10s-new')]);
  outlets.pass(42000);
  assert.is(blockOf(sectionOf(ENDPOINTS, '## `GET /healthz`'), 'text'), outlets.get('/healthz').body);
  const config = configurationEndpoints({
    table: deviceSettings,
    settings: checkSettings(deviceSettings(), {}).settings,
    keep: () => true,
    restart: () => {},
    isOpen: () => true,
  }).find(({ method, path }) => method === 'POST' && path === '/config');
  const answer = config?.respond({
    method: 'POST',
    path: '/config',
    query: '',
    headers: {},
    body: '{}',
    chunks: false,
  });
  const heading = '## `GET /config`, `POST /config`, `POST /restart` (ESP32)';
  assert.is(blockOf(sectionOf(ENDPOINTS, heading), 'text'), answer?.body);
});

docs('the table of metrics has each of them', () => {
  const outlets = createOutlets([wireOf('3ph-hourly-new'), wireOf('3ph-10s-new')]);
  outlets.pass(10000);
  outlets.board.feed(wireOf('3ph-10s-new'));
  const rows = rowsOf(sectionOf(INTEGRATIONS, '## Prometheus and Grafana'));
  const named = new Set(rows.flatMap(([cell]) => namesIn(cell)));
  const emitted = new Set(outlets.metrics().map((sample) => sample.name));
  assert.ok(emitted.size > 10);
  for (const name of emitted) assert.ok(named.has(name), name);
  const source = readFileSync('src/endpoints/metrics.ts', 'utf8');
  for (const name of named) assert.ok(emitted.has(name) || source.includes(name.slice('han_'.length)), name);
});

docs('what YAML reads of /status is there', () => {
  const status = someSite().status();
  const read = [...textOf(INTEGRATIONS).matchAll(/value_json\.(\w+)/g)].map(([, key]) => key);
  assert.ok(read.length > 2);
  for (const key of read) assert.ok(key in status, key);
});

docs('the version is that of package.json, and the newest one of the changelog', () => {
  assert.is(JSON.parse(readFileSync('package.json', 'utf8')).version, VERSION);
  assert.is(/^## \[(\d\S*)\] - \d{4}-\d\d-\d\d$/m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1], VERSION);
});

docs('the tables have all settings with their initial values', () => {
  const core = initialOf(coreSettings());
  assert.equal(initialValuesIn(rowsOf(sectionOf(SETTINGS, '## All settings'))), core);
  const device = initialOf(deviceSettings().filter((setting) => !(setting.name in core)));
  assert.equal(initialValuesIn(rowsOf(sectionOf(HARDWARE, '## Settings of the device'))), device);
  for (const [name, value] of Object.entries(initialValuesIn(rowsOf(sectionOf(README, '## Settings'))))) {
    assert.is(value, core[name], name);
  }
});

docs('the examples of settings are taken as they are', () => {
  const example = JSON.parse(readFileSync('board/host/han.example.json', 'utf8'));
  assert.equal(example, initialOf(coreSettings()));
  const short = [sectionOf(README, '## Settings'), textOf(SETTINGS)].map((text) => JSON.parse(blockOf(text, 'json')));
  for (const config of [example, ...short]) assert.equal(checkSettings(coreSettings(), config).faults, []);
});

docs('the table of commands has each, with all its options and no other', () => {
  const rows = rowsOf(textOf(COMMANDS_PAGE));
  assert.equal(rows.map(([command]) => /`(\w+)/.exec(command)?.[1]).sort(), COMMANDS.map(({ name }) => name).sort());
  for (const [command, does] of rows) {
    const { options } = COMMANDS.find(({ name }) => command.startsWith(`\`${name}`)) as Command;
    const named = [...`${command} ${does}`.matchAll(/--([a-z-]+)/g)].map(([, option]) => option);
    assert.equal([...new Set(named)].sort(), Object.keys(options).sort(), command);
  }
});

docs('the unit for systemd starts a command that there is', () => {
  const unit = readFileSync('board/host/kamstrup-han.service', 'utf8');
  const [, name, options] = /^ExecStart=\/usr\/bin\/node dist\/kamstrup-han\.js (\w+) (.*)$/m.exec(unit) ?? [];
  const command = COMMANDS.find((one) => one.name === name);
  assert.ok(command, name);
  const { values } = readArguments(command, options.split(' '));
  assert.match(values.serial ?? '', /^\/dev\/serial\/by-id\//);
  assert.is(values.config, 'han.json');
});

for (const page of PAGES) {
  docs(`${page} calls the program as it can be called after a build`, () => {
    const names = COMMANDS.map(({ name }) => name).join('|');
    assert.not.match(textOf(page), new RegExp(`kamstrup-han (${names})\\b`));
  });
}

docs('CONTRIBUTING names every script of package.json that checks something', () => {
  const named = rowsOf(sectionOf(CONTRIBUTING, '## Tests')).map(([cell]) =>
    namesIn(cell)[0].replace(/^npm (run )?/, ''),
  );
  const checks = Object.keys(SCRIPTS).filter((name) =>
    /^(test|bench|coverage|check)(?!:(types|style|sizes)$)/.test(name),
  );
  assert.equal(named.sort(), checks.sort());
});

docs('the numbers of vectors and requests are those of the files', () => {
  const text = textOf('fixtures/README.md');
  assert.match(text, `array of ${VECTORS.length} frames`);
  const origins = rowsOf(sectionOf('fixtures/README.md', '### Where they are from'));
  assert.is(
    origins.reduce((sum, row) => sum + Number(row[1]), 0),
    VECTORS.length,
  );
  const eye: Record<string, unknown[]> = JSON.parse(readFileSync('fixtures/kamstrup-eye.json', 'utf8'));
  for (const [cell, count] of rowsOf(sectionOf('fixtures/README.md', '## The optical eye'))) {
    assert.is(Number(count), eye[namesIn(cell)[0]].length, cell);
  }
  assert.match(textOf('docs/older-meters.md'), `All ${REQUESTS} requests`);
});

docs.run();
