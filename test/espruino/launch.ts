/** Runs the Espruino for Linux that `ESPRUINO` names, if its version is supported. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { track, until } from '../support/program.js';
import { refusalOf, versionOf } from './habits.js';

export const INTERPRETER = process.env.ESPRUINO;
export const SKIPPED = 'skipped: this needs ESPRUINO=/path/of/an/Espruino for Linux; see CONTRIBUTING.md';
/** The build that is tested; `BUNDLE` names another one, such as that of an older version. */
export const DIST = process.env.BUNDLE || 'dist';

/** What the interpreter tells as its version; empty without one. */
export const VERSION = INTERPRETER ? versionOf(INTERPRETER) : '';
const REFUSAL = INTERPRETER ? refusalOf(VERSION) : null;
if (REFUSAL) {
  console.error(REFUSAL);
  process.exit(1);
}
if (INTERPRETER) console.log(`Espruino ${VERSION}, bundle of ${DIST}`);

export interface Run {
  child: ChildProcess;
  /** Asked for at once, since an end that nobody waits for is missed. */
  exit: Promise<unknown>;
  said(): string;
}

/** Runs the interpreter in a folder; with no script it boots from the flash file there. `library` is preloaded. */
export function launch(folder: string, args: string[], library = ''): Run {
  const env = library ? { ...process.env, LD_PRELOAD: library } : process.env;
  // Its standard input stays open: at its end the interpreter stops reading serial data.
  const child = track(spawn(INTERPRETER as string, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'ignore'] }));
  let text = '';
  child.stdout?.setEncoding('latin1').on('data', (piece) => {
    text += piece;
  });
  return { child, exit: once(child, 'exit'), said: () => text };
}

/** Copies files of its folder into its flash, in pieces: the largest would not fit into the memory of a small interpreter. */
const COPY = `
var s = require("Storage");
s.eraseAll();
NAMES.forEach(function (file) {
  var from = E.openFile(file.from, "r");
  var at = 0;
  var piece;
  while ((piece = from.read(1024)) !== undefined) {
    s.write(file.name, piece, at, file.size);
    at += piece.length;
  }
});
print("flash " + "written");
`;

/** Writes files into the flash of the interpreter that will run in the folder. */
export async function writeFlash(folder: string, files: Record<string, string>): Promise<void> {
  const names = Object.entries(files)
    .filter(([, text]) => text)
    .map(([name, text], index) => {
      writeFileSync(join(folder, `file${index}`), text, 'latin1');
      return { name, from: `file${index}`, size: text.length };
    });
  writeFileSync(join(folder, 'write.js'), `var NAMES=${JSON.stringify(names)};${COPY}`);
  const { child, exit, said } = launch(folder, ['write.js']);
  await until(async () => (said().includes('flash written') ? true : null), 'the flash file').catch((error: Error) => {
    throw new Error(`${error.message}; the console said: ${said().slice(0, 1500)}`);
  });
  child.kill('SIGKILL');
  await exit;
}

/** One question to the prelude; empty if it failed. */
export async function ask(port: number, expression: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (piece) => {
    answer += piece;
  });
  socket.setTimeout(20_000, () => socket.destroy());
  socket.write(`${expression}\n`);
  await once(socket, 'close');
  return answer;
}
