/** `homeassistant`: makes this meter a device of Home Assistant, and has `serve` push to it from then on. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { TICK_MS, type Uart } from '../../../src/board.js';
import {
  createHomeAssistant,
  DEVICE_REMOVED,
  HOMEASSISTANT_FILE,
  WEBHOOK_UNKNOWN,
} from '../../../src/push/homeassistant.js';
import { createPushQueue, type PushQueue } from '../../../src/push/queue.js';
import { createReading } from '../../../src/reading/reading.js';
import { VERSION } from '../../../src/service.js';
import { checkSettings, coreSettings } from '../../../src/settings/settings.js';
import { createHostBoard } from '../board.js';
import { readJson } from '../config.js';
import { OWNER_ONLY, replaceFile } from '../files/replace-file.js';
import { createFileStorage } from '../files/storage.js';
import { type Invocation, UsageError } from '../options.js';

const TOKEN_VARIABLE = 'KAMSTRUP_HAN_HOMEASSISTANT_TOKEN';

type Log = (line: string) => void;

const NO_UART: Uart = { open() {}, setLine() {}, write() {}, fault: () => null, lostBytes: () => 0 };

function readObject(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  const config = readJson(file);
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config as Record<string, unknown>;
  throw new UsageError(`${file}: the configuration is no JSON object`);
}

/** The token is in it: a file that was there keeps its mode, another is for the owner only. */
function writeObject(file: string, config: object): void {
  const mode = existsSync(file) ? statSync(file).mode & 0o777 : OWNER_ONLY;
  replaceFile(file, Buffer.from(`${JSON.stringify(config, null, 2)}\n`), mode);
}

/** Waits until all is said, or something fails; resolves with the reason, or null. */
function settle(queue: PushQueue): Promise<string | null> {
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

/** Registers, and writes the settings into FILE; returns the exit code. Throws `UsageError`. */
export async function registerHomeAssistant(invocation: Invocation, log: Log): Promise<number> {
  const file = invocation.values.config as string;
  const url = invocation.values.url;
  const token = invocation.values.token ?? process.env[TOKEN_VARIABLE];
  if (!url || !token)
    throw new UsageError(`homeassistant takes --url http://HOST:8123 and --token T, or ${TOKEN_VARIABLE}`);
  const given = { homeassistant_url: url.replace(/\/+$/, ''), homeassistant_token: token };
  const { settings, faults } = checkSettings(coreSettings(), given);
  if (faults.length) throw new UsageError(faults.join('; '));
  const config = { ...readObject(file), ...given };
  // Before anything is made in Home Assistant.
  accessSync(dirname(file), constants.W_OK);
  const storage = createFileStorage(file.replace(/\.json$/, ''), log);
  const board = createHostBoard({ uart: NO_UART, storage, address: '', configFaults: [], log: () => {} });
  const before = storage.read(HOMEASSISTANT_FILE);

  /** An update without states is enough to see whether the webhook is known. */
  function tryOnce(): Promise<string | null> {
    const reading = createReading();
    const source = { board, settings, reading, version: VERSION, utc: board.utc, values: () => [] };
    return settle(createPushQueue(board, settings, [createHomeAssistant(source)]));
  }

  let reason = await tryOnce();
  if (reason === WEBHOOK_UNKNOWN || reason === DEVICE_REMOVED) {
    storage.write(HOMEASSISTANT_FILE, ' ');
    reason = await tryOnce();
  }
  if (reason !== null) {
    log(`kamstrup-han: ${given.homeassistant_url}: ${reason}; nothing was changed`);
    return 1;
  }
  writeObject(file, config);
  const { name } = board.facts();
  log(
    storage.read(HOMEASSISTANT_FILE) === before
      ? `${name} was a device of Home Assistant already`
      : `${name} is a device of Home Assistant now, under Settings, Devices, Mobile App`,
  );
  log(`${file} has homeassistant_url and homeassistant_token; the webhook is kept beside it`);
  log(`from now on this pushes each list: node dist/kamstrup-han.js serve --serial DEV --config ${file}`);
  return 0;
}
