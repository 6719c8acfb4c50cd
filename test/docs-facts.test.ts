/** What the pages say of endpoints, settings, commands, metrics and vectors is what the program has. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceSettings } from '../board/esp32/settings.js';
import { type Command, readArguments } from '../board/host/arguments.js';
import { COMMANDS } from '../board/host/commands/options.js';
import { configurationResponse } from '../src/endpoints/configuration.js';
import { REQUESTS } from '../src/eye/requests.js';
import { VERSION } from '../src/service.js';
import { checkSettings, coreSettings, type Setting } from '../src/settings/settings.js';
import { createOutlets } from './support/exports.js';
import {
  blockOf,
  COMMANDS_PAGE,
  CONTRIBUTING,
  ENDPOINTS,
  HARDWARE,
  INTEGRATIONS,
  namesIn,
  README,
  rowsOf,
  SETTINGS,
  sectionOf,
  textOf,
} from './support/pages.js';
import { createSite, endpointPaths, HOUR_MS } from './support/site.js';
import { VECTORS, wireOf } from './support/vectors.js';

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
  return Object.fromEntries(table.map((setting) => [setting.name, setting.defaultValue]));
}

/** A site that has read 10 s and hourly lists across the end of an hour, and pushes to a webhook. */
function someSite() {
  const start = Date.UTC(2026, 10, 21, 8, 58);
  const site = createSite({ start }, { webhook_url: 'http://192.0.2.1/' }, { ntp: true });
  site.playTo(start + 1.1 * HOUR_MS);
  return site;
}

const docs = suite('docs: facts');

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
  const device = {
    table: deviceSettings,
    saved: () => checkSettings(deviceSettings(), {}).settings,
    token: '',
    save: () => true,
    restart: () => {},
    isUnlocked: () => true,
  };
  const answer = configurationResponse(device, {
    method: 'POST',
    path: '/config',
    query: '',
    headers: {},
    body: '{}',
    acceptsChunks: false,
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

docs('CONTRIBUTING names every script of package.json that checks something', () => {
  const named = rowsOf(sectionOf(CONTRIBUTING, '## Tests')).map(([cell]) =>
    namesIn(cell)[0].replace(/^npm (run )?/, ''),
  );
  const checks = Object.keys(SCRIPTS).filter((name) =>
    /^(test|bench|coverage|check)(?!:(types|style|sizes)$)/.test(name),
  );
  assert.equal(named.sort(), checks.sort());
});

docs('what the recipes of CONTRIBUTING name in the sources is there', () => {
  const files = ['src', 'board', 'test'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const sources = files.filter((name) => name.endsWith('.ts')).map((name) => readFileSync(name, 'utf8'));
  const names = namesIn(sectionOf(CONTRIBUTING, '## Recipes')).filter((name) => /^[A-Za-z]\w+$/.test(name));
  assert.ok(names.length > 8);
  for (const name of names)
    assert.ok(
      sources.some((text) => new RegExp(`\\b${name}\\b`).test(text)),
      name,
    );
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
