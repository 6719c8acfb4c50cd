/** The `Board` of a PC or Raspberry Pi. */
import { freemem, hostname, totalmem } from 'node:os';
import type { Board, Storage, Uart } from '../../src/board.js';
import { connect } from './net/tcp.js';

/** Lists of a whole day; each waits as some 100 bytes. */
const QUEUE_LENGTH = 8640;
/** As in other HTTP servers. */
const MAX_HEAD_BYTES = 8192;

/** The parts that differ between the commands. */
export interface HostParts {
  uart: Uart;
  storage: Storage;
  /** The address that the server listens on. */
  address: string;
  configFaults: string[];
  log(line: string): void;
}

/** Makes the board from its parts. */
export function createHostBoard({ uart, storage, address, configFaults, log }: HostParts): Board {
  return {
    name: 'host',
    uart,
    storage,
    connect,
    queueLength: QUEUE_LENGTH,
    now: () => Math.floor(performance.now()),
    utc: Date.now,
    facts: () => ({
      name: hostname(),
      memory_free_percent: Math.round((100 * freemem()) / totalmem()),
      wifi_rssi_dbm: null,
      ip: address,
      reset_reason: null,
      espruino: null,
      heap_free_bytes: null,
      faults: [],
      config_faults: configFaults,
    }),
    maxHeadBytes: MAX_HEAD_BYTES,
    hasRoom: () => true,
    loadPart: () => true,
    log,
  };
}
