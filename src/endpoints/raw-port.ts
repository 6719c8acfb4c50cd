/** The bytes of the meter as they come, to one TCP reader at a time: for programs that parse them by themselves. */
import type { Socket } from '../board.js';

/** A reader that leaves more than this waiting, four lists, is dropped: it does not read, or has gone without a word. */
const MOST_WAITING = 1024;

export interface RawPort {
  /** Serves a connection. The newest reader is the one: an old one may be long dead. */
  accept(socket: Socket): void;
  /** Hands on bytes from the meter, one character each; never waits. */
  send(text: string): void;
}

/** Makes the port, with no reader yet. */
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
    // What a reader says is taken off the socket and not looked at.
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
      // The peer has gone: `write` throws on Espruino.
      setReader(null);
    }
  }

  return { accept, send };
}
