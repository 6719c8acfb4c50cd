/** Where the flashed board can be reached: from the line that the firmware prints, or from its Wi-Fi. */
import type { Console } from './console.js';
import { FlashError } from './errors.js';

const PORTAL = 'http://192.168.4.1/';
const NO_ADDRESS = '0.0.0.0';
const HTTP_PORT = 80;
const TOTAL_S = 90;
/** How long to wait for the line before the board is asked. */
const LINE_S = 15;

/** The line that the firmware prints when it can be reached. */
const REACHED = /kamstrup-han (?:answers at http:\S+|setup: (?:join|the)[^\r\n]+)(?=[\r\n])/;
/** The line with which it says why it has no connection. */
const FAILED = /Wi-Fi: ([^\r\n]+?); next try in \d+ s(?=[\r\n])/g;

/** What `Wifi` knows. */
interface Wifi {
  ip: string;
  mode: string;
}

const WIFI =
  '(typeof ESP32==="undefined"?null:(function(w){return{ip:w.getIP().ip,mode:w.getStatus().mode}})(require("Wifi")))';

/** The address in the line that the firmware printed; null if the text does not contain a whole one. */
export function addressIn(text: string): string | null {
  return REACHED.exec(text)?.[0].replace(/^kamstrup-han (setup: )?/, '') ?? null;
}

/** The address as the Wi-Fi gives it; null if there is none yet. */
export function addressOf(wifi: Wifi | null, httpPort: number): string | null {
  if (wifi && wifi.ip !== NO_ADDRESS) {
    return `answers at http://${wifi.ip}${httpPort === HTTP_PORT ? '' : `:${httpPort}`}/`;
  }
  return wifi && /AP/.test(wifi.mode) ? `the setup portal is open: join Wi-Fi kamstrup-han-XXXX, then ${PORTAL}` : null;
}

/** Why the firmware has no connection, from its last line about that; null if it has printed none. */
export function failureIn(text: string): string | null {
  return [...text.matchAll(FAILED)].pop()?.[1] ?? null;
}

function lastLine(text: string): string {
  const lines = text.replace(/[^\n\x20-\xff]/g, '').trim();
  return lines.split('\n').pop() ?? '';
}

/** Waits for the address after a restart. Throws `FlashError` with the reason if there is none. */
export async function awaitAddress(session: Console, httpPort: number): Promise<string> {
  const end = Date.now() + TOTAL_S * 1000;
  while (Date.now() < end) {
    if (await session.waitFor(REACHED, LINE_S)) break;
    // A board that is busy, or whose console does not answer yet, is asked again.
    const wifi = await session.ask<Wifi | null>(WIFI).catch(() => null);
    const address = addressIn(session.output()) ?? addressOf(wifi, httpPort);
    if (address) return address;
  }
  const output = session.output();
  const address = addressIn(output);
  if (address) return address;
  const failure = failureIn(output);
  throw new FlashError(
    `the files are on the board, but it has no address after ${TOTAL_S} s. ${
      failure
        ? `Wi-Fi: ${failure}. Check --ssid and the password, and run the command again`
        : `Check the name and the password of the network. Its last line: '${lastLine(output)}'`
    }`,
  );
}
