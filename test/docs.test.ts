/** The pages can be followed: their links and paths lead somewhere, their examples are taken by shell, parser and program. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceSettings } from '../board/esp32/settings.js';
import { FLASH, planOf } from '../board/flash/options.js';
import { readArguments } from '../board/host/arguments.js';
import { COMMANDS } from '../board/host/commands/options.js';
import { checkSettings } from '../src/settings/settings.js';
import {
  anchorsOf,
  blockOf,
  blocksOf,
  COMMANDS_PAGE,
  ENDPOINTS,
  namesIn,
  PAGES,
  proseOf,
  README,
  sectionOf,
  textOf,
} from './support/pages.js';
import { run } from './support/program.js';
import { endpointPaths } from './support/site.js';

const MOST_README_LINES = 200;
const PROGRAM = 'node dist/kamstrup-han.js';
const SCRIPTS: Record<string, string> = JSON.parse(readFileSync('package.json', 'utf8')).scripts;

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

docs('every command of the program and of npm can be called as it is shown', async () => {
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
    if (script === 'flash' && rest && !rest.includes('--help')) {
      await planOf(readArguments(FLASH, wordsOf(rest)), { environment: {}, prompt: async () => 'what-is-typed-in' });
    }
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

for (const page of PAGES) {
  docs(`${page} calls the program as it can be called after a build`, () => {
    const names = COMMANDS.map(({ name }) => name).join('|');
    assert.not.match(textOf(page), new RegExp(`kamstrup-han (${names})\\b`));
  });
}

docs.run();
