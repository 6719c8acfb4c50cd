/** The steps of flashing a board, in order. */
import { awaitAddress } from './address.js';
import { backupPath, readBackup, removeBackup, saveBackup } from './backup.js';
import {
  askIdentity,
  askMemory,
  checkIdentity,
  checkMemory,
  clearWifi,
  type Identity,
  stopProgram,
  switchBluetoothOff,
  type Tolerance,
} from './board.js';
import { CONFIG_FILE, type Config, formatConfig, mergeConfig, parseConfig, secretsOf } from './config.js';
import { type Console, openConsole } from './console.js';
import { FlashError } from './errors.js';
import { BOOT_FILE, type BoardFile, readFiles } from './files.js';
import { configLast, readKept } from './kept.js';
import { layoutOf, roomOfAll, SPARE_BYTES, type StoredFile } from './layout.js';
import { openerOf } from './link.js';
import { durationOf, eraseStorage, upload, verify } from './upload.js';

/** What to flash, and where. */
export interface Plan extends Tolerance {
  port: string;
  bundle: string;
  page: string;
  /** The folder of the backups. */
  backup: string;
  changes: Config;
}

/** A flash under way. Each step fills in what later ones need. */
export interface Flash {
  plan: Plan;
  /** Must not be shown. Secrets read from the board are added. */
  secrets: Set<string>;
  /** Asks a yes-or-no question on the terminal; without one the answer is yes. */
  confirm: (question: string) => Promise<boolean>;
  /** The files of the firmware. */
  firmware: BoardFile[];
  /** What the firmware on the board has kept. */
  kept: BoardFile[];
  /** All files, in the order of the upload. */
  files: StoredFile[];
  config: Config;
  console?: Console;
  identity?: Identity;
  /** The program on the board was stopped, and its files are still there. */
  isStopped: boolean;
}

type Log = (message: string) => void;

interface Step {
  name: string;
  /** Resolves with the final message of the step; `log` logs messages before it. */
  run(flash: Flash, session: Console, log: Log): Promise<string>;
}

/** A flash that has not begun. */
export function createFlash(plan: Plan, secrets: Set<string>, confirm: Flash['confirm']): Flash {
  return { plan, secrets, confirm, firmware: [], kept: [], files: [], config: {}, isStopped: false };
}

function bytesOf(files: BoardFile[]): number {
  return files.reduce((sum, file) => sum + file.data.length, 0);
}

function namesOf(files: BoardFile[]): string {
  return files.map((file) => file.name).join(', ');
}

/** The backup of this board. */
function backupOf({ plan, identity }: Flash): string {
  return backupPath(plan.backup, (identity as Identity).serial);
}

/** Reads the bundle, before anything is changed on a board. */
function readBundle(flash: Flash): string {
  flash.firmware = readFiles(flash.plan.bundle, flash.plan.page);
  const [boot, page] = [flash.firmware.slice(-1), flash.firmware.filter((file) => file.name !== BOOT_FILE)];
  const pageText = page.length ? `, and ${page.length} other files, ${bytesOf(page)} bytes` : '';
  return `${flash.plan.bundle}, ${bytesOf(boot)} bytes${pageText}`;
}

async function openBoard(flash: Flash, log: Log): Promise<string> {
  const { port } = flash.plan;
  const session = await openConsole(port, openerOf(port));
  flash.console = session;
  log(`${port} is open`);
  await session.wake();
  const identity = await askIdentity(session);
  flash.identity = identity;
  checkIdentity(identity, flash.plan);
  return `Espruino ${identity.version} on ${identity.board}`;
}

async function prepareMemory(flash: Flash, session: Console, log: Log): Promise<string> {
  const { bluetooth } = flash.identity as Identity;
  if (bluetooth) {
    log('switches Bluetooth off, which removes the firmware, and waits for the restart');
    await switchBluetoothOff(session);
  }
  await stopProgram(session);
  flash.isStopped = true;
  const memory = await askMemory(session);
  checkMemory(memory, flash.plan);
  return `${memory.free} of ${memory.total} variables free${bluetooth ? '; Bluetooth is off' : ''}`;
}

/** The backup of an interrupted run counts more than what is on the board, which may be incomplete. */
async function restoreBackup(flash: Flash, log: Log): Promise<void> {
  const path = backupOf(flash);
  const backup = readBackup(path);
  if (!backup) return;
  const what = `${path} of ${backup.made} contains ${namesOf(backup.files)} of this board`;
  if (await flash.confirm(`The last run did not finish. ${what}. Write it back?`)) {
    const others = flash.kept.filter((file) => !backup.files.some(({ name }) => name === file.name));
    flash.kept = [...others, ...backup.files];
    log(`the last run did not finish: ${what}, which is written back`);
  }
}

async function keep(flash: Flash, session: Console, log: Log): Promise<string> {
  flash.kept = await readKept(session);
  await restoreBackup(flash, log);
  return flash.kept.length ? `${namesOf(flash.kept)}: ${bytesOf(flash.kept)} bytes` : 'nothing on the board to keep';
}

/** The configuration on the board, merged with the changes; null if there is none at all. */
async function configure(flash: Flash, _session: Console, log: Log): Promise<string> {
  const present = flash.kept.find((file) => file.name === CONFIG_FILE);
  const parsed = present ? parseConfig(present.data) : {};
  if (!parsed) log(`${CONFIG_FILE} on the board is not a JSON object and is ignored`);
  for (const secret of secretsOf(parsed ?? {})) flash.secrets.add(secret);
  const { config, changed, kept } = mergeConfig(parsed ?? {}, flash.plan.changes);
  if (config.wifi_password && !config.wifi_ssid) {
    throw new FlashError('a password is given, but no network, neither here nor on the board. Add --ssid NAME');
  }
  flash.config = config;
  const text = changed.length ? formatConfig(config) : (present?.data ?? null);
  flash.files = layoutOf(flash.firmware, configLast(flash.kept, text));
  if (!changed.length) return present ? 'unchanged' : 'none; the board will open an access point for setup';
  return `${changed.join(', ')} set${kept.length ? `; ${kept.join(', ')} kept` : ''}`;
}

async function erase(flash: Flash, session: Console, log: Log): Promise<string> {
  const total = await session.ask<number>('require("Storage").getStats().totalBytes');
  const needed = roomOfAll(flash.files) + SPARE_BYTES;
  if (needed > total) throw new FlashError(`the files need ${needed} bytes, but the Storage has ${total}`);
  if (flash.kept.length) {
    const path = backupOf(flash);
    saveBackup(path, flash.kept);
    log(`what the board has kept is in ${path} until it is back there`);
  }
  if (await clearWifi(session)) log('a network that Espruino had saved is removed');
  flash.isStopped = false;
  await eraseStorage(session);
  return 'the Storage is empty';
}

async function send({ files }: Flash, session: Console, log: Log): Promise<string> {
  const amount = `${files.length} files, ${bytesOf(files)} bytes`;
  log(`${amount}, takes about ${durationOf(files)} s`);
  await upload(session, files, log);
  return `${amount} sent`;
}

async function check(flash: Flash, session: Console, log: Log): Promise<string> {
  await verify(session, flash.files, log);
  removeBackup(backupOf(flash));
  return 'all files are on the board';
}

async function restart(_flash: Flash, session: Console): Promise<string> {
  session.send('E.reboot()');
  return 'the board restarts';
}

async function address({ config }: Flash, session: Console): Promise<string> {
  return awaitAddress(session, typeof config.http_port === 'number' ? config.http_port : 80);
}

/** The steps on the open board, in order; each logs a line when it is done. */
const STEPS: Step[] = [
  { name: 'memory', run: prepareMemory },
  { name: 'kept', run: keep },
  { name: 'configuration', run: configure },
  { name: 'erase', run: erase },
  { name: 'upload', run: send },
  { name: 'check', run: check },
  { name: 'restart', run: restart },
  { name: 'address', run: address },
];

/** Runs all steps and closes the port. Throws the `FlashError` of the first step that fails. */
export async function runSteps(flash: Flash, print: (line: string) => void): Promise<void> {
  const logOf = (name: string) => (message: string) => print(`${name}: ${message}`);
  try {
    logOf('bundle')(readBundle(flash));
    logOf('board')(await openBoard(flash, logOf('board')));
    const session = flash.console as Console;
    for (const { name, run } of STEPS) logOf(name)(await run(flash, session, logOf(name)));
  } finally {
    // After a failure the firmware that is still there goes on.
    if (flash.isStopped) flash.console?.send('E.reboot()');
    await flash.console?.close();
  }
}
