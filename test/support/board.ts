/** A fake board: its clocks are set by the test, its storage is a map, and the test feeds its line. */
import { type Board, type DeviceFacts, TICK_MS } from '../../src/board.js';

export interface FakeBoard extends Board {
  /** The lines of `Board.log`. */
  readonly lines: string[];
  readonly files: Map<string, string>;
  /** The bytes written to the meter. */
  readonly sent: Uint8Array[];
  /** Called with them, for a meter that responds. */
  onSent(bytes: Uint8Array): void;
  /** The settings of the line to the optical eye, as `300 7E1`; empty before. */
  line: string;
  /** The result of `now`, in ms. */
  ms: number;
  /** What `utc` says at `now` 0; null for a board without NTP, which begins at 1970. */
  utcAtStart: number | null;
  /** Bytes lost in the driver, and why the line is dead. */
  overrunBytes: number;
  lineFault: string | null;
  /** True for a storage that cannot be written. */
  storageFull: boolean;
  /** The number of responses for which there is memory. */
  room: number;
  /** Feeds bytes from the meter as one chunk; returns how many more the reader needs. */
  feed(bytes: Uint8Array): number;
  /** Lets time pass, and calls `tick` every `TICK_MS`. */
  pass(ms: number, tick: () => void): void;
}

export const SOME_FACTS: DeviceFacts = {
  name: 'han-reader',
  memory_free_percent: 41,
  wifi_rssi_dbm: -61,
  ip: '192.0.2.7',
  reset_reason: 'power on',
  espruino: '2v25',
  heap_free_bytes: 27000,
  faults: [],
  config_faults: [],
};

export function createFakeBoard(options: Partial<FakeBoard> = {}): FakeBoard {
  let receive: ((chunk: Uint8Array) => number) | null = null;
  const board: FakeBoard = {
    lines: [],
    files: new Map(),
    sent: [],
    onSent() {},
    line: '',
    ms: 0,
    utcAtStart: null,
    overrunBytes: 0,
    lineFault: null,
    storageFull: false,
    room: Infinity,
    name: 'fake',
    connect() {
      throw new Error('nobody listens there');
    },
    queueLength: 4,
    uart: {
      open(taker) {
        receive = taker;
      },
      setLine(line) {
        board.line = `${line.baud} ${line.bytesize}${line.parity[0].toUpperCase()}${line.stopbits}`;
      },
      write(bytes, baud) {
        board.sent.push(bytes);
        if (baud) board.line = board.line.replace(/^\d+/, `${baud}`);
        board.onSent(bytes);
      },
      fault: () => board.lineFault,
      lostBytes: () => board.overrunBytes,
    },
    storage: {
      read: (name) => board.files.get(name),
      write(name, text) {
        if (board.storageFull) return false;
        board.files.set(name, text);
        return true;
      },
    },
    now: () => board.ms,
    utc: () => (board.utcAtStart ?? 0) + board.ms,
    facts: () => SOME_FACTS,
    maxConnections: 6,
    maxHeadBytes: 1024,
    hasRoom: (answers) => answers <= board.room,
    loadPart: () => true,
    log: (line) => board.lines.push(line),
    feed(bytes) {
      if (!receive) throw new Error('nobody has opened the line');
      return receive(bytes);
    },
    pass(ms, tick) {
      for (let passed = TICK_MS; passed <= ms; passed += TICK_MS) {
        board.ms += TICK_MS;
        tick();
      }
    },
    ...options,
  };
  return board;
}
