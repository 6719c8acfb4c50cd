/** The line to the meter on the ESP32: Serial3, which only listens to the HAN port, or Serial2 at the optical eye. */
import type { Line, Uart } from '../../src/board.js';
import type { Settings } from '../../src/settings.js';

/** Error flags of the driver; each may stand for many lost bytes. The dot: without it Espruino finds LOW_MEMORY in the end. */
const FLAGS_OF_LOSS = 'FIFO_FULL BUFFER_FULL UART_OVERFLOW.';

export interface EspUart extends Uart {
  /** Hands over what has come since; the board calls it before each tick. */
  flush(): void;
}

/**
 * Makes the line. Text that arrives is only appended, which costs little, until the reader needs it: a list comes in some
 * twenty `data` events, and the reader is called two or three times.
 */
export function createUart(settings: Settings): EspUart {
  let receive: (chunk: Uint8Array) => number;
  let wanted = 1;
  let text = '';
  let lost = 0;
  let broken: string | null = null;
  const eye = settings.meter !== 'han';
  const port = eye ? Serial2 : Serial3;
  // As it was asked for, and its speed, which `write` may change.
  let line: Line | null = null;
  let baud = 0;

  function flush(): void {
    if (!text) return;
    const chunk = E.toUint8Array(text);
    text = '';
    wanted = receive(chunk);
  }

  function onData(data: string): void {
    text += data;
    if (text.length >= wanted) flush();
  }

  function setup(baud: number, it: Line): void {
    const rx = (eye ? settings.eye_rx_pin : settings.rx_pin) as number;
    try {
      port.setup(baud, {
        rx: Pin(rx),
        tx: eye ? Pin(settings.eye_tx_pin as number) : undefined,
        bytesize: it.bytesize,
        parity: it.parity === 'none' ? null : it.parity,
        stopbits: it.stopbits,
      });
      broken = null;
    } catch (error) {
      broken = 'rx_pin ' + rx + ': ' + error;
    }
  }

  function open(take: (chunk: Uint8Array) => number): void {
    receive = take;
    port.on('data', onData);
    if (!eye) setup(settings.baud as number, { bytesize: 8, parity: settings.parity, stopbits: 1 } as Line);
  }

  function setLine(asked: Line): void {
    if (line !== asked || baud !== asked.baud) setup((baud = asked.baud), (line = asked));
  }

  function write(bytes: Uint8Array, next: number): void {
    port.write(bytes);
    if (!next) return;
    // A character has ten bits, and some time for the driver.
    const sentMs = (bytes.length * 10000) / baud + 10;
    baud = next;
    setTimeout(function () {
      setup(next, line as Line);
    }, sentMs);
  }

  function fault(): string | null {
    return broken;
  }

  function overruns(): number {
    E.getErrorFlags().forEach(function (flag) {
      if (FLAGS_OF_LOSS.indexOf(flag) >= 0) lost++;
    });
    return lost;
  }

  return { open, setLine, write, fault, overruns, flush };
}
