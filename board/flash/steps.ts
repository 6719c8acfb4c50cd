/** The steps of flashing a board, in order. */
import { CONFIG_FILE, type Config, formatConfig, mergeConfig, parseConfig, secretsOf } from './config.js';
import { type Console, openConsole } from './console.js';
import { FlashError, HOW_TO_INSTALL } from './errors.js';
import { BOOT_FILE, type BoardFile, crc32, readFiles } from './files.js';
import { openerOf } from './link.js';
import { durationOf, upload } from './upload.js';

const BOARD = 'ESP32';
/** The oldest Espruino version that the firmware supports. */
const OLDEST = '2v20';
const ADDRESS_S = 60;

/** What to flash, and where. */
export interface Plan {
  port: string;
  bundle: string;
  page: string;
  changes: Config;
  /** Accepts an Espruino that is not on an ESP32: the tests run on a PC. */
  anyBoard: boolean;
}

/** What the board reports about itself. */
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
  /** Must not be shown. Secrets read from the board are added. */
  secrets: Set<string>;
  console?: Console;
  identity?: Identity;
  files: BoardFile[];
}

interface Step {
  name: string;
  /** Resolves with the final message of the step; `log` logs messages before it. */
  run(flash: Flash, log: (message: string) => void): Promise<string>;
}

const IDENTITY =
  '(function(){var m=process.memory(),v=process.env;' +
  'return{version:v.VERSION,board:v.BOARD,modules:v.MODULES.split(","),free:m.free,total:m.total}})()';

function releaseOf(version: string): number {
  const match = /^(\d+)v(\d+)/.exec(version);
  return match ? Number(match[1]) * 1000 + Number(match[2]) : 0;
}

/** Throws `FlashError` if the firmware does not run on this board. */
export function checkIdentity(identity: Identity, anyBoard: boolean): void {
  if (identity.board !== BOARD && !anyBoard) {
    throw new FlashError(
      `this is an Espruino on ${identity.board}, but the firmware is for the ${BOARD}. Check the port. ` +
        `For a new ${BOARD} ${HOW_TO_INSTALL}`,
    );
  }
  if (releaseOf(identity.version) < releaseOf(OLDEST)) {
    throw new FlashError(`Espruino ${identity.version} is too old, ${OLDEST} or newer is needed: ${HOW_TO_INSTALL}`);
  }
}

/** The expression for the content of a file in Storage: base64, or null. */
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
  const pageText = page.length ? `, and ${page.length} files of the page, ${bytesOf(page)} bytes` : '';
  return `${flash.plan.bundle}, ${flash.files[0].data.length} bytes${pageText}`;
}

async function identify(flash: Flash, log: (message: string) => void): Promise<string> {
  const { port } = flash.plan;
  flash.console = await openConsole(port, openerOf(port));
  log(`${port} is open`);
  await flash.console.wake();
  const identity = await flash.console.ask<Identity>(IDENTITY);
  flash.identity = identity;
  checkIdentity(identity, flash.plan.anyBoard);
  return `Espruino ${identity.version} on ${identity.board}, ${identity.free} of ${identity.total} variables free`;
}

async function configure(flash: Flash, log: (message: string) => void): Promise<string> {
  const content = await (flash.console as Console).ask<string | null>(contentOf(CONFIG_FILE));
  const parsed = content === null ? {} : parseConfig(Buffer.from(content, 'base64'));
  if (!parsed) log(`${CONFIG_FILE} on the board is not a JSON object and is ignored`);
  const present = parsed ?? {};
  for (const secret of secretsOf(present)) flash.secrets.add(secret);
  const { config, changed, kept } = mergeConfig(present, flash.plan.changes);
  if (config.wifi_password && !config.wifi_ssid) {
    throw new FlashError('a password is given, but no network, neither here nor on the board. Add --ssid NAME');
  }
  if (!changed.length) return content === null ? 'none; the board will open an access point for setup' : 'unchanged';
  flash.files.push({ name: CONFIG_FILE, data: formatConfig(config) });
  return `${changed.join(', ')} set${kept.length ? `; ${kept.join(', ')} kept` : ''}`;
}

async function send(flash: Flash, log: (message: string) => void): Promise<string> {
  const { files, identity } = flash;
  const amount = `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${bytesOf(files)} bytes`;
  log(`${amount}, takes about ${durationOf(files)} s`);
  await (flash.console as Console).lend((link) => upload(link, files, (identity as Identity).modules));
  return `${amount} sent`;
}

async function readBack(flash: Flash, log: (message: string) => void): Promise<string> {
  for (const { name, data } of flash.files) {
    const found = await (flash.console as Console).ask<{ length: number; crc: number } | null>(checksumOf(name));
    if (found?.length !== data.length || found.crc >>> 0 !== crc32(data)) {
      const fault = found ? `${found.length} of ${data.length} bytes, or different bytes` : 'missing';
      throw new FlashError(`${name} on the board differs from what was sent (${fault}). Run the same command again`);
    }
    log(`${name} is intact: ${data.length} bytes, CRC-32 ${crc32(data).toString(16).padStart(8, '0')}`);
  }
  return 'all files are on the board';
}

async function restart(flash: Flash): Promise<string> {
  (flash.console as Console).send('E.reboot()');
  return 'the board restarts';
}

/** The line that the firmware prints when it can be reached. */
const REACHED = /kamstrup-han (?:answers at http:\S+|setup: [^\r\n]+)(?=[\r\n])/;

/** The address in the line that the firmware printed; null if the text does not contain a whole one. */
export function addressIn(text: string): string | null {
  return REACHED.exec(text)?.[0].replace(/^kamstrup-han (setup: )?/, '') ?? null;
}

async function awaitAddress(flash: Flash, log: (message: string) => void): Promise<string> {
  const session = flash.console as Console;
  log(`waiting for at most ${ADDRESS_S} s`);
  const match = await session.waitFor(REACHED, ADDRESS_S);
  const address = addressIn(`${match?.[0]}\n`);
  if (address) return address;
  throw new FlashError(
    `the files are on the board, but it printed no address within ${ADDRESS_S} s. Check the name and the password of the ` +
      `network. Its last line: '${session.lastLine()}'`,
  );
}

/** The steps in order; each logs a line when it is done. */
export const STEPS: Step[] = [
  { name: 'bundle', run: readBundle },
  { name: 'board', run: identify },
  { name: 'configuration', run: configure },
  { name: 'upload', run: send },
  { name: 'check', run: readBack },
  { name: 'restart', run: restart },
  { name: 'address', run: awaitAddress },
];

/** Runs all steps and closes the port. Throws the `FlashError` of the first step that fails. */
export async function runSteps(flash: Flash, print: (line: string) => void): Promise<void> {
  try {
    for (const step of STEPS) {
      const log = (message: string): void => print(`${step.name}: ${message}`);
      log(await step.run(flash, log));
    }
  } finally {
    await flash.console?.close();
  }
}
