/** The `Board` of a PC or Raspberry Pi. */
import { freemem, hostname, totalmem } from 'node:os';
import type { Board, Storage, Uart } from '../../src/board.js';
import { connect } from './net/server.js';

/** A list of a day and night waits in some 100 bytes. */
const QUEUE_LENGTH = 8640;
/** As other servers take it. */
const MAX_HEAD_BYTES = 8192;

/** What there is already when the board is made. */
export interface HostParts {
  uart: Uart;
  storage: Storage;
  /** Where the server listens. */
  address: string;
  configFaults: string[];
  log(line: string): void;
}

/** Makes the board around a line to the meter and a storage. */
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
      config_faults: configFaults,
    }),
    maxHeadBytes: MAX_HEAD_BYTES,
    hasRoom: () => true,
    log,
  };
}
