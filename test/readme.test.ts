/** What README.md, board/README.md and CHANGELOG.md show is what the program says: examples, settings, commands, links. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceSettings } from '../board/esp32/settings.js';
import { COMMANDS, readArguments } from '../board/host/options.js';
import { VERSION } from '../src/service.js';
import { checkSettings, coreSettings, type Setting } from '../src/settings/settings.js';
import { createSite, HOUR_MS } from './support/site.js';

const MAIN = 'README.md';
const BOARD = 'board/README.md';
const TEXTS: Record<string, string> = { [MAIN]: readFileSync(MAIN, 'utf8'), [BOARD]: readFileSync(BOARD, 'utf8') };

/** From this heading up to the next one. */
function sectionOf(file: string, heading: string): string {
  const from = TEXTS[file].indexOf(`\n${heading}\n`);
  assert.ok(from >= 0, `${file} has no ${heading}`);
  const body = TEXTS[file].slice(from + heading.length + 2);
  return body.split(/^#{2,} /m)[0];
}

/** The first fenced block of a section. */
function blockOf(section: string): string {
  const match = /^```\w*\n([\s\S]*?)^```$/m.exec(section);
  assert.ok(match, 'no block');
  return match[1];
}

/** The cells of the rows of the first table of a section, without its head. */
function rowsOf(section: string): string[][] {
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The paths of all members, as `peaks[].date`; a value that is unknown has one too. */
function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  if (Array.isArray(value)) return value.length ? pathsOf(value[0], `${path}[]`) : [`${path}[]`];
  return Object.entries(value).flatMap(([key, one]) => pathsOf(one, path ? `${path}.${key}` : key));
}

/** Names in code, and what the table has as their initial values: one for all, or one each; none is the empty text. */
function initialValuesIn(rows: string[][]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [names, values] of rows) {
    const initial = values.match(/`[^`]*`|none|made up/g) ?? [];
    const each = [...names.matchAll(/`(\w+)`/g)];
    assert.ok(initial.length === 1 || initial.length === each.length, names);
    each.forEach(([, name], i) => {
      const text = initial[initial.length === 1 ? 0 : i];
      found[name] = text.startsWith('`') ? parsed(text.slice(1, -1)) : '';
    });
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function initialOf(table: Setting[]): Record<string, unknown> {
  return Object.fromEntries(table.map((setting) => [setting.name, setting.defaultValue]));
}

/** As GitHub makes them of headings. */
function anchorsOf(file: string): string[] {
  const prose = readFileSync(file, 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replace(/ /g, '-'),
  );
}

/** A board that has read lists of 10 s and of the hour, over the end of an hour, and pushes to somebody. */
function someSite() {
  const start = Date.UTC(2026, 10, 21, 8, 58);
  const site = createSite({ start }, { webhook_url: 'http://192.0.2.1/' }, { ntp: true });
  site.playTo(start + 1.1 * HOUR_MS);
  return site;
}

const readme = suite('readme');

readme('the example of /status has the members that it has, in that order', () => {
  const status = someSite().status();
  assert.ok(status.active_power_import_w !== null && status.active_energy_import_kwh !== null);
  assert.ok(status.peaks.length > 0);
  const example = JSON.parse(blockOf(sectionOf(MAIN, '### `GET /status`')));
  assert.equal(pathsOf(example), pathsOf(status));
});

readme('each member of /status is told, or has its unit in its name', () => {
  const section = sectionOf(MAIN, '### `GET /status`').replace(/^```[\s\S]*?^```$/gm, '');
  for (const path of pathsOf(someSite().status())) {
    const name = path.replace(/\[\]/g, '').split('.').pop() ?? '';
    const isMeasurement = /^(active|reactive|current|voltage)_\w+_(w|var|a|v|kwh|kvarh)$/.test(path);
    const isOfPush = path.startsWith('push[]');
    const told = isOfPush ? sectionOf(MAIN, '## When a server is away') : section;
    assert.ok(isMeasurement || new RegExp(`\`([\\w/]+[.])?${name}\``).test(told), path);
  }
});

readme('the example of /help is what it says', () => {
  assert.is(blockOf(sectionOf(MAIN, '### `GET /help`')), someSite().get('/help').body);
});

readme('the version is that of package.json, and the newest one of the changelog', () => {
  assert.is(JSON.parse(readFileSync('package.json', 'utf8')).version, VERSION);
  assert.is(/^## \[(\d\S*)\] - \d{4}-\d\d-\d\d$/m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1], VERSION);
});

readme('the tables have all settings with their initial values', () => {
  const core = initialOf(coreSettings());
  assert.equal(initialValuesIn(rowsOf(sectionOf(MAIN, '## Settings'))), core);
  const device = initialOf(deviceSettings().filter((setting) => !(setting.name in core)));
  assert.equal(initialValuesIn(rowsOf(sectionOf(BOARD, '## Settings of the device'))), device);
});

readme('the examples of settings are taken as they are', () => {
  const example = JSON.parse(readFileSync('board/host/han.example.json', 'utf8'));
  assert.equal(example, initialOf(coreSettings()));
  const short = JSON.parse(blockOf(sectionOf(MAIN, '## Settings')));
  for (const config of [example, short]) assert.equal(checkSettings(coreSettings(), config).faults, []);
});

readme('the table of commands has each, with all its options and no other', () => {
  const rows = rowsOf(sectionOf(MAIN, '## Commands').replace(/\\\|/g, ' or '));
  assert.equal(rows.map(([command]) => /`(\w+)/.exec(command)?.[1]).sort(), COMMANDS.map(({ name }) => name).sort());
  for (const [command, does] of rows) {
    const { options } = COMMANDS.find(({ name }) => command.startsWith(`\`${name}`)) ?? { options: {} };
    const named = [...`${command} ${does}`.matchAll(/--([a-z-]+)/g)].map(([, option]) => option);
    assert.equal([...new Set(named)].sort(), Object.keys(options).sort(), command);
  }
});

readme('the unit for systemd starts a command that there is', () => {
  const unit = readFileSync('board/host/kamstrup-han.service', 'utf8');
  const [, name, options] = /^ExecStart=\/usr\/bin\/node dist\/kamstrup-han\.js (\w+) (.*)$/m.exec(unit) ?? [];
  const command = COMMANDS.find((one) => one.name === name);
  assert.ok(command, name);
  const { values } = readArguments(command, options.split(' '));
  assert.match(values.serial ?? '', /^\/dev\/serial\/by-id\//);
  assert.is(values.config, 'han.json');
});

for (const [file, text] of Object.entries(TEXTS)) {
  readme(`${file} calls the program as it can be called after a build`, () => {
    const names = COMMANDS.map(({ name }) => name).join('|');
    assert.not.match(text, new RegExp(`kamstrup-han (${names})\\b`));
  });

  readme(`the links of ${file} lead somewhere`, () => {
    for (const [, markdown, html] of text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)) {
      const link = markdown ?? html;
      if (/^https?:/.test(link)) continue;
      const [path, anchor] = link.split('#');
      const target = path ? join(dirname(file), path) : file;
      assert.ok(existsSync(target), `${file}: ${link}`);
      if (anchor !== undefined) assert.ok(anchorsOf(target).includes(anchor), `${file}: ${link}`);
    }
  });
}

readme.run();
