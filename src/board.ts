/** What the core needs of the board it runs on. Each board creates one such object and passes it to the service. */

/** A TCP connection: the common subset of Node's and Espruino's `net`. Text has one character per byte. */
export interface Socket {
  on(event: 'data', listener: (text: string) => void): unknown;
  on(event: 'drain' | 'close' | 'error', listener: () => void): unknown;
  /** False if the next piece has to wait for `drain`. May throw once the peer has gone. */
  write(text: string): boolean;
  /** Closes once everything written has been sent. */
  end(): unknown;
  /** Closes at once. */
  destroy(): unknown;
}

/** Settings of a serial line. */
export interface Line {
  baud: number;
  bytesize: 7 | 8;
  parity: 'none' | 'even' | 'odd';
  stopbits: 1 | 2;
}

/** The line to the meter: the HAN port, or the optical eye if setting `meter` names one of its protocols. */
export interface Uart {
  /**
   * Starts receiving: `receive` takes each chunk (1 to 4096 bytes) and returns how many more bytes it needs to make
   * progress. The board may collect that many before the next call, but must hand over all bytes before each `tick`.
   */
  open(receive: (chunk: Uint8Array) => number): void;
  /** Configures the line to the optical eye, which is closed before; does nothing if the settings are in effect. */
  setLine(line: Line): void;
  /** Sends bytes to the optical eye, for src/eye/poller only; then switches to `baud`, unless that is 0. */
  write(bytes: Uint8Array, baud: number): void;
  /** Why nothing can be received, such as a port that vanished; null while the line is open. */
  fault(): string | null;
  /** Bytes lost in the driver since the start, as far as the board knows. */
  lostBytes(): number;
}

/** Small named texts that survive a restart. */
export interface Storage {
  /** The text; undefined if there is none or it cannot be read. */
  read(name: string): string | undefined;
  /** False if it could not be saved. After a power cut during the write, the old or the new text is there. */
  write(name: string, text: string): boolean;
}

/** Facts about the device for `/status`; null if the board does not know. */
export interface DeviceFacts {
  name: string | null;
  memory_free_percent: number | null;
  wifi_rssi_dbm: number | null;
  ip: string | null;
  reset_reason: string | null;
  /** Version of Espruino; null where the core runs on something else. */
  espruino: string | null;
  /** Free memory beside that of the interpreter, which network and Wi-Fi use. */
  heap_free_bytes: number | null;
  /** What is wrong with the device, and what to do, a sentence each. */
  faults: string[];
  /** One sentence for each part of the configuration that was ignored. */
  config_faults: string[];
}

/** The board: its hardware, clocks, storage and network. */
export interface Board {
  /** `host` or `esp32`. */
  name: string;
  uart: Uart;
  storage: Storage;
  /**
   * Opens a TCP connection, `secure` for TLS; data may be written at once. May throw if the connection is refused, or for
   * TLS on a board that has none.
   */
  connect(host: string, port: number, secure: boolean): Socket;
  /** Most items in a push queue while a server is unreachable. */
  queueLength: number;
  /** Monotonic milliseconds since the start. */
  now(): number;
  /** Milliseconds since 1970-01-01 UTC from the board's clock, even if it has not been set yet. */
  utc(): number;
  facts(): DeviceFacts;
  /** The longest request head, in bytes; browsers send the cookies of all programs on the same host. */
  maxHeadBytes: number;
  /** True if the free memory suffices for so many responses at once. */
  hasRoom(responses: number): boolean;
  /**
   * Makes an optional part of the core ready to be called, by its file name in board/esp32/build/part-list.mjs. False if the board
   * lacks it; `faults` then names it.
   */
  loadPart(file: string): boolean;
  /** Writes one line to the log. */
  log(line: string): void;
}

/** The board calls `Service.tick` this often, in milliseconds. */
export const TICK_MS = 250;
