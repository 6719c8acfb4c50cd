/** `homeassistant`: registers this meter as a device in Home Assistant, and sets up `serve` to push to it. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Board, type Storage, TICK_MS, type Uart } from '../../../src/board.js';
import {
  createHomeAssistant,
  DEVICE_REMOVED,
  HOMEASSISTANT_FILE,
  WEBHOOK_UNKNOWN,
} from '../../../src/push/homeassistant.js';
import { createPushQueue } from '../../../src/push/queue.js';
import { createReading } from '../../../src/reading/reading.js';
import { VERSION } from '../../../src/service.js';
import { checkSettings, coreSettings, type Settings } from '../../../src/settings/settings.js';
import { type Invocation, UsageError } from '../arguments.js';
import { createHostBoard } from '../board.js';
import { readJson } from '../files/config.js';
import { OWNER_ONLY, replaceFile } from '../files/replace-file.js';
import { createFileStorage } from '../files/storage.js';

const FAILED = 1;
const TOKEN_VARIABLE = 'KAMSTRUP_HAN_HOMEASSISTANT_TOKEN';
/** Errors of the push target after which the device has to be registered again. */
const UNREGISTERED = [WEBHOOK_UNKNOWN, DEVICE_REMOVED];

const NO_UART: Uart = { open() {}, setLine() {}, write() {}, fault: () => null, lostBytes: () => 0 };

/** The settings for Home Assistant on the command line. Throws `UsageError` if one is missing or wrong. */
function targetOf({ values }: Invocation): { homeassistant_url: string; homeassistant_token: string } {
  const token = values.token ?? process.env[TOKEN_VARIABLE];
  if (!values.url || !token) {
    throw new UsageError(`homeassistant needs --url http://HOST:8123, and --token T or the variable ${TOKEN_VARIABLE}`);
  }
  return { homeassistant_url: values.url.replace(/\/+$/, ''), homeassistant_token: token };
}

function readObject(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  const config = readJson(file);
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config as Record<string, unknown>;
  throw new UsageError(`${file}: not a JSON object`);
}

/** Writes the configuration, which contains the token: an existing file keeps its mode, a new one is for its owner only. */
function writeObject(file: string, config: object): void {
  const mode = existsSync(file) ? statSync(file).mode & 0o777 : OWNER_ONLY;
  replaceFile(file, Buffer.from(`${JSON.stringify(config, null, 2)}\n`), mode);
}

/** Sends an update without values, which registers the device if needed; resolves with the error, or null. */
function sendUpdate(board: Board, settings: Settings): Promise<string | null> {
  const source = { board, settings, reading: createReading(), version: VERSION, utc: board.utc, values: () => [] };
  const queue = createPushQueue(board, settings, [createHomeAssistant(source)]);
  queue.take(false);
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      queue.tick();
      const [state] = JSON.parse(queue.text()) as { queued: number; error: string | null }[];
      if (state.error === null && state.queued > 0) return;
      clearInterval(timer);
      resolve(state.error);
    }, TICK_MS);
  });
}

/** Registers the device, again if Home Assistant has forgotten it; resolves with the error, or null. */
async function register(board: Board, storage: Storage, settings: Settings): Promise<string | null> {
  const error = await sendUpdate(board, settings);
  if (error === null || !UNREGISTERED.includes(error)) return error;
  storage.write(HOMEASSISTANT_FILE, ' ');
  return sendUpdate(board, settings);
}

/**
 * Registers the device and writes the settings into FILE. Returns the exit code. Throws `UsageError`, and if FILE
 * cannot be written.
 */
export async function registerHomeAssistant(invocation: Invocation, log: (line: string) => void): Promise<number> {
  const file = invocation.values.config as string;
  const target = targetOf(invocation);
  const { settings, faults } = checkSettings(coreSettings(), target);
  if (faults.length) throw new UsageError(faults.join('; '));
  const config = { ...readObject(file), ...target };
  // Checked before anything is created in Home Assistant.
  accessSync(dirname(file), constants.W_OK);
  const storage = createFileStorage(file.replace(/\.json$/, ''), log);
  const board = createHostBoard({ uart: NO_UART, storage, address: '', configFaults: [], log: () => {} });
  const before = storage.read(HOMEASSISTANT_FILE);
  const error = await register(board, storage, settings);
  if (error !== null) {
    log(`kamstrup-han: ${target.homeassistant_url}: ${error}; nothing was changed`);
    return FAILED;
  }
  writeObject(file, config);
  const { name } = board.facts();
  const isNew = storage.read(HOMEASSISTANT_FILE) !== before;
  log(
    isNew
      ? `${name} is now a device in Home Assistant, under Settings, Devices, Mobile App`
      : `${name} already was a device in Home Assistant`,
  );
  log(`${file} now contains homeassistant_url and homeassistant_token; the webhook is saved beside it`);
  log(`to push every list, run: node dist/kamstrup-han.js serve --serial DEV --config ${file}`);
  return 0;
}
