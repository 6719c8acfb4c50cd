/** Forwards the meter's bytes to one TCP client at a time, for programs that parse them themselves. */
import type { Socket } from '../board.js';

/** A client with more unsent bytes than this, four lists, is dropped: it does not read, or has gone without closing. */
const MOST_WAITING = 1024;

/** The port of the raw bytes. */
export interface RawPort {
  /** Serves a new connection, which replaces the previous one, since that may be dead. */
  accept(socket: Socket): void;
  /** Forwards bytes from the meter, one character each; never blocks. */
  send(text: string): void;
}

/** Creates the port, without a client. */
export function createRawPort(): RawPort {
  let reader: Socket | null = null;
  let waiting = 0;

  function setReader(socket: Socket | null): void {
    const old = reader;
    reader = socket;
    waiting = 0;
    if (old) old.destroy();
  }

  function accept(socket: Socket): void {
    function onClose(): void {
      if (reader === socket) setReader(null);
    }

    setReader(socket);
    // Input from the client is read and ignored.
    socket.on('data', function () {});
    socket.on('drain', function () {
      waiting = 0;
    });
    socket.on('close', onClose);
    socket.on('error', onClose);
  }

  function send(text: string): void {
    if (!reader) return;
    waiting += text.length;
    try {
      if (waiting > MOST_WAITING) setReader(null);
      else if (reader.write(text)) waiting = 0;
    } catch (_error) {
      // The client has gone: `write` throws on Espruino.
      setReader(null);
    }
  }

  return { accept, send };
}
