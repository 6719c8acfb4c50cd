/** The line to the meter on the ESP32: Serial3, which only listens to the HAN port. */
import type { Uart } from '../../src/board.js';
import type { Settings } from '../../src/settings/settings.js';
import { lowerThreshold } from './chip.js';

/** Error flags of the driver; each may mean many lost bytes. Without the dot Espruino would find LOW_MEMORY at the end. */
const FLAGS_OF_LOSS = 'FIFO_FULL BUFFER_FULL UART_OVERFLOW.';

export interface EspUart extends Uart {
  /** Hands over the bytes that have been collected; called before each tick. */
  flush(): void;
}

/**
 * Makes the line. Text that arrives is only appended, which is cheap, until the reader needs it: a list arrives in some
 * twenty `data` events, and the reader is called two or three times. Serial2 is only opened here: eye-uart.ts sets and writes it.
 */
export function createUart(port: EspruinoSerial, settings: Settings): EspUart {
  let receive: (chunk: Uint8Array) => number;
  let wanted = 1;
  let text = '';
  let lost = 0;
  let broken: string | null = null;

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

  function open(take: (chunk: Uint8Array) => number): void {
    const parity = settings.parity as string;
    receive = take;
    port.on('data', onData);
    if (port !== Serial3) return;
    try {
      port.setup(settings.baud as number, {
        rx: Pin(settings.rx_pin as number),
        bytesize: 8,
        parity: parity === 'none' ? null : parity,
        stopbits: 1,
      });
      lowerThreshold(port);
    } catch (error) {
      broken = 'Serial3 with rx_pin ' + settings.rx_pin + ': ' + error;
    }
  }

  function fault(): string | null {
    return broken;
  }

  function lostBytes(): number {
    E.getErrorFlags().forEach(function (flag) {
      if (FLAGS_OF_LOSS.indexOf(flag) >= 0) lost++;
    });
    return lost;
  }

  return { open, fault, lostBytes, flush } as EspUart;
}
