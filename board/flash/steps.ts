/** The steps of a flash, in their order. */
import { CONFIG_FILE, type Config, formatConfig, mergeConfig, parseConfig, secretsOf } from './config.js';
import { type Console, openConsole } from './console.js';
import { FlashError, HOW_TO_INSTALL } from './errors.js';
import { BOOT_FILE, type BoardFile, crc32, readFiles } from './files.js';
import { openerOf } from './link.js';
import { durationOf, upload } from './upload.js';

const BOARD = 'ESP32';
/** The oldest version that the firmware is for. */
const OLDEST = '2v20';
const ADDRESS_S = 60;

/** What is asked for. */
export interface Plan {
  port: string;
  bundle: string;
  page: string;
  changes: Config;
  /** Takes an Espruino on anything: the tests run on a PC. */
  anyBoard: boolean;
}

/** What the board says of itself. */
export interface Identity {
  version: string;
  board: string;
  modules: string[];
  free: number;
  total: number;
}

/** A flash under way. */
export interface Flash {
  plan: Plan;
  /** Grows by what is read from the board; nothing of it may be shown. */
  secrets: Set<string>;
  console?: Console;
  identity?: Identity;
  files: BoardFile[];
}

interface Step {
  name: string;
  /** Resolves with what is to be told of it; `say` tells something before. */
  run(flash: Flash, say: (words: string) => void): Promise<string>;
}

const IDENTITY =
  '(function(){var m=process.memory(),v=process.env;' +
  'return{version:v.VERSION,board:v.BOARD,modules:v.MODULES.split(","),free:m.free,total:m.total}})()';

function releaseOf(version: string): number {
  const match = /^(\d+)v(\d+)/.exec(version);
  return match ? Number(match[1]) * 1000 + Number(match[2]) : 0;
}

/** Throws `FlashError` if the firmware is not for this board. */
export function checkIdentity(identity: Identity, anyBoard: boolean): void {
  if (identity.board !== BOARD && !anyBoard) {
    throw new FlashError(
      `this is an Espruino on ${identity.board}, and the firmware is for the ${BOARD}. Is it the right port? ` +
        `For a new ${BOARD} ${HOW_TO_INSTALL}`,
    );
  }
  if (releaseOf(identity.version) < releaseOf(OLDEST)) {
    throw new FlashError(`Espruino ${identity.version} is too old, ${OLDEST} or newer is needed: ${HOW_TO_INSTALL}`);
  }
}

/** The expression for what Storage holds of a file: bytes in base64, or null. */
function contentOf(name: string): string {
  return `(function(t){return t===undefined?null:btoa(t)})(require("Storage").read(${JSON.stringify(name)}))`;
}

/** The expression for length and checksum of a file in Storage, or null. */
function checksumOf(name: string): string {
  return (
    '(function(t){return t===undefined?null:{length:t.length,crc:E.CRC32(t)}})' +
    `(require("Storage").read(${JSON.stringify(name)}))`
  );
}

function bytesOf(files: BoardFile[]): number {
  return files.reduce((sum, file) => sum + file.data.length, 0);
}

async function readBundle(flash: Flash): Promise<string> {
  flash.files = readFiles(flash.plan.bundle, flash.plan.page);
  const page = flash.files.filter((file) => file.name !== BOOT_FILE);
  const pageWords = page.length ? ` and ${page.length} of the page, ${bytesOf(page)} bytes` : '';
  return `${flash.plan.bundle}, ${flash.files[0].data.length} bytes${pageWords}`;
}

async function identify(flash: Flash, say: (words: string) => void): Promise<string> {
  const { port } = flash.plan;
  flash.console = await openConsole(port, openerOf(port));
  say(`${port} is open`);
  await flash.console.wake();
  const identity = await flash.console.ask<Identity>(IDENTITY);
  flash.identity = identity;
  checkIdentity(identity, flash.plan.anyBoard);
  return `Espruino ${identity.version} on ${identity.board}, ${identity.free} of ${identity.total} variables free`;
}

async function configure(flash: Flash, say: (words: string) => void): Promise<string> {
  const content = await (flash.console as Console).ask<string | null>(contentOf(CONFIG_FILE));
  const parsed = content === null ? {} : parseConfig(Buffer.from(content, 'base64'));
  if (!parsed) say(`${CONFIG_FILE} on the board is no JSON object`);
  const present = parsed ?? {};
  for (const secret of secretsOf(present)) flash.secrets.add(secret);
  const { config, changed, kept } = mergeConfig(present, flash.plan.changes);
  if (config.wifi_password && !config.wifi_ssid) {
    throw new FlashError('there is a password but no network, neither here nor on the board: give --ssid too');
  }
  if (!changed.length) return content === null ? 'none; the board sets up a network of its own' : 'stays as it is';
  flash.files.push({ name: CONFIG_FILE, data: formatConfig(config) });
  return `${changed.join(', ')} set${kept.length ? `; ${kept.join(', ')} kept` : ''}`;
}

async function send(flash: Flash, say: (words: string) => void): Promise<string> {
  const { files, identity } = flash;
  const words = `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${bytesOf(files)} bytes`;
  say(`${words}; takes some ${durationOf(files)} s`);
  await (flash.console as Console).lend((link) => upload(link, files, (identity as Identity).modules));
  return `${words} sent`;
}

async function readBack(flash: Flash, say: (words: string) => void): Promise<string> {
  for (const { name, data } of flash.files) {
    const found = await (flash.console as Console).ask<{ length: number; crc: number } | null>(checksumOf(name));
    if (found?.length !== data.length || found.crc >>> 0 !== crc32(data)) {
      const fault = found ? `${found.length} of ${data.length} bytes, or others` : 'is missing';
      throw new FlashError(`${name} on the board differs from what was sent (${fault}): start the same command again`);
    }
    say(`${name} is whole: ${data.length} bytes, CRC-32 ${crc32(data).toString(16).padStart(8, '0')}`);
  }
  return 'all files are on the board';
}

async function restart(flash: Flash): Promise<string> {
  (flash.console as Console).tell('E.reboot()');
  return 'the board restarts';
}

/** What the firmware prints when it can be reached, as a whole line. */
const REACHED = /kamstrup-han (?:answers at http:\S+|setup: [^\r\n]+)(?=[\r\n])/;

/** The words for the line that the firmware printed; null if the text has none. */
export function addressIn(text: string): string | null {
  return REACHED.exec(text)?.[0].replace(/^kamstrup-han (setup: )?/, '') ?? null;
}

async function awaitAddress(flash: Flash, say: (words: string) => void): Promise<string> {
  const session = flash.console as Console;
  say(`waiting, ${ADDRESS_S} s at most`);
  const match = await session.waitFor(REACHED, ADDRESS_S);
  const address = addressIn(`${match?.[0]}\n`);
  if (address) return address;
  throw new FlashError(
    `the files are on the board, but it told no address within ${ADDRESS_S} s. Check the name of the network and the password; ` +
      `its last words: '${session.lastLine()}'`,
  );
}

/** The steps; each tells one line when it is done. */
export const STEPS: Step[] = [
  { name: 'bundle', run: readBundle },
  { name: 'board', run: identify },
  { name: 'configuration', run: configure },
  { name: 'upload', run: send },
  { name: 'check', run: readBack },
  { name: 'restart', run: restart },
  { name: 'address', run: awaitAddress },
];

/** Goes through all steps. Throws `FlashError` at the first that fails; the port is closed then too. */
export async function runSteps(flash: Flash, log: (line: string) => void): Promise<void> {
  try {
    for (const step of STEPS) {
      const say = (words: string): void => log(`${step.name}: ${words}`);
      say(await step.run(flash, say));
    }
  } finally {
    await flash.console?.close();
  }
}
