/**
 * UTC on the ESP32: an offset to its own clock, which a time server gives. The system clock is never set: Espruino takes a step
 * of it for time that has passed, and runs each interval as often as it would have run in that time (Espruino issue 1612).
 */
import { TICK_MS } from '../../src/board.js';
import { floor, min } from '../../src/text/math.js';
import { sntpRequest, sntpTime } from '../../src/time/sntp.js';
import { randomBits } from './chip.js';

const SNTP_PORT = 123;
/** A later answer is not precise: half of the time that it took is the error. */
const ANSWER_TICKS = 4000 / TICK_MS;
const HOUR_TICKS = 3600000 / TICK_MS;
const FIRST_PAUSE_TICKS = 15000 / TICK_MS;

export interface NetworkTime {
  /** Milliseconds since 1970-01-01 UTC; shortly after 1970 until a server has answered. */
  utc(): number;
  /** Asks the server now, as after each connection to the network. */
  ask(): void;
  /** Called every `TICK_MS`. */
  tick(): void;
}

/** Asks a time server, `HOST` or `HOST:PORT`, by SNTP: when told to, and each hour; after a failure with pauses that grow to that. */
export function createNetworkTime(server: string, now: () => number, log: (line: string) => void): NetworkTime {
  const at = server.split(':');
  let offsetMs = 0;
  let socket: EspruinoUdpSocket | null = null;
  // Until the next question; or while one is open, until it has failed.
  let ticksLeft = -1;
  let pauseTicks = FIRST_PAUSE_TICKS;

  function close(ticks: number): void {
    const used = socket;
    socket = null;
    ticksLeft = ticks;
    if (used) used.close();
  }

  function fail(reason: string): void {
    // A server that fails for an hour is told once.
    if (pauseTicks === FIRST_PAUSE_TICKS) log('NTP: ' + server + ' ' + reason + '; is ntp_server right?');
    close(pauseTicks);
    pauseTicks = min(pauseTicks * 2, HOUR_TICKS);
  }

  function ask(): void {
    const stamp = (randomBits().toString(36) + randomBits().toString(36) + '0000000').slice(0, 8);
    const sentAt = now();
    close(ANSWER_TICKS);
    try {
      const used = require('dgram').createSocket('udp4');
      socket = used;
      used.on('message', function (answer) {
        const ms = sntpTime(answer, stamp);
        // Anybody may send here: only an answer to this question counts.
        if (used !== socket || ms === null) return;
        offsetMs = floor(ms + (now() - sentAt) / 2) - now();
        pauseTicks = FIRST_PAUSE_TICKS;
        close(HOUR_TICKS);
      });
      used.send(sntpRequest(stamp), +at[1] || SNTP_PORT, at[0]);
    } catch (error) {
      fail('cannot be asked: ' + error);
    }
  }

  function tick(): void {
    if (ticksLeft < 0 || --ticksLeft > 0) return;
    if (socket) fail('gave no time');
    else ask();
  }

  function utc(): number {
    return now() + offsetMs;
  }

  return { utc, ask, tick };
}
