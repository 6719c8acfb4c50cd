/** What the core asks of the board it runs on. One such object is made per board and handed to the service. */

/** One TCP connection, in the shape that Node's and Espruino's `net` share. Text is one character per byte. */
export interface Socket {
  on(event: 'data', listener: (text: string) => void): unknown;
  on(event: 'drain' | 'close' | 'error', listener: () => void): unknown;
  /** False where the next piece has to wait for `drain`. May throw once the peer has gone. */
  write(text: string): boolean;
  /** Closes when all that was written has been sent. */
  end(): unknown;
  /** Closes at once. */
  destroy(): unknown;
}

/** How bytes stand on the line. */
export interface Line {
  baud: number;
  bytesize: 7 | 8;
  parity: 'none' | 'even' | 'odd';
  stopbits: 1 | 2;
}

/** The line to the meter: the HAN port, or the optical eye where setting `meter` asks for one. */
export interface Uart {
  /**
   * Starts to receive: `receive` takes each chunk (1 to 4096 bytes) and returns how many more bytes it needs to get any
   * further. Who pays dearly for a call may collect that many, but hands over what there is before each `tick`.
   */
  open(receive: (chunk: Uint8Array) => number): void;
  /** Sets the line to the optical eye, which is not open before; costs nothing where it is as asked. */
  setLine(line: Line): void;
  /** Sends bytes to the optical eye (src/eye/poller is the only one who does); goes on at `baud`, if not 0, when they are out. */
  write(bytes: Uint8Array, baud: number): void;
  /** Why nothing can come (a port that vanished), in words; null while the line is open. */
  fault(): string | null;
  /** Bytes lost in the driver since the start, as far as the board can tell. */
  overruns(): number;
}

/** Small named texts that outlive a restart. */
export interface Storage {
  /** The text; undefined if there is none or it cannot be read. */
  read(name: string): string | undefined;
  /** False if it could not be kept. After a power cut either the old or the new text is there. */
  write(name: string, text: string): boolean;
}

/** What `/status` tells of the device; null where the board cannot know. */
export interface DeviceFacts {
  name: string | null;
  memory_free_percent: number | null;
  wifi_rssi_dbm: number | null;
  ip: string | null;
  reset_reason: string | null;
  /** What of the configuration could not be used. */
  config_faults: string[];
}

export interface Board {
  /** `host` or `esp32`. */
  name: string;
  uart: Uart;
  storage: Storage;
  /**
   * Opens a TCP connection, `secure` for TLS, to which may be written at once. May throw: where nobody listens, or for TLS on a
   * board that has none.
   */
  connect(host: string, port: number, secure: boolean): Socket;
  /** How many lists may wait for a server that is away. */
  queueLength: number;
  /** Milliseconds since the start, never running back. */
  now(): number;
  /** Milliseconds since 1970-01-01 UTC by the board's own clock, as it stands: it may not have been set yet. */
  utc(): number;
  facts(): DeviceFacts;
  /** The longest head of a request, in bytes: browsers send along the cookies of all programs of a computer. */
  maxHeadBytes: number;
  /** True while so much memory is free that so many answers can be made at once. */
  hasRoom(responses: number): boolean;
  /** One line for whoever looks after the device. */
  log(line: string): void;
}

/** The board calls `Service.tick` this often, in milliseconds. */
export const TICK_MS = 250;
