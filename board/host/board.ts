/** The `Board` of a PC or Raspberry Pi. */
import { freemem, hostname, totalmem } from 'node:os';
import type { Board, Storage, Uart } from '../../src/board.js';

/** Makes the board around a line to the meter and a storage. `address` is where the server listens. */
export function createHostBoard(uart: Uart, storage: Storage, address: string, log: (line: string) => void): Board {
  return {
    name: 'host',
    uart,
    storage,
    now: () => Math.floor(performance.now()),
    utc: () => Date.now(),
    facts: () => ({
      name: hostname(),
      memory_free_percent: Math.round((100 * freemem()) / totalmem()),
      wifi_rssi_dbm: null,
      ip: address,
      reset_reason: null,
    }),
    log,
  };
}
