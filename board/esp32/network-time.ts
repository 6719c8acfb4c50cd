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
  /** What `now` lacks to milliseconds since 1970-01-01 UTC; 0 until a server has answered. */
  offsetMs: number;
  /** Until the next question, or while one is open until it has failed; below 0 before the first. */
  ticksLeft: number;
  pauseTicks: number;
  /** Null unless a question is open. */
  socket: EspruinoUdpSocket | null;
}

/** A time that nobody has been asked for. */
export function createNetworkTime(): NetworkTime {
  return { offsetMs: 0, ticksLeft: -1, pauseTicks: FIRST_PAUSE_TICKS, socket: null };
}

function close(time: NetworkTime, ticks: number): void {
  const socket = time.socket;
  time.socket = null;
  time.ticksLeft = ticks;
  if (socket) socket.close();
}

/** Asks the server, `HOST` or `HOST:PORT`; to be called after each connection to the network. What it makes lasts until the answer. */
export function askTime(time: NetworkTime, server: string, now: () => number): void {
  const at = server.split(':');
  const stamp = (randomBits().toString(36) + randomBits().toString(36) + '0000000').slice(0, 8);
  const sentAt = now();
  close(time, ANSWER_TICKS);
  try {
    const socket = require('dgram').createSocket('udp4');
    time.socket = socket;
    socket.on('message', function (answer) {
      const ms = sntpTime(answer, stamp);
      // Anybody may send here: only an answer to this question counts.
      if (socket !== time.socket || ms === null) return;
      time.offsetMs = floor(ms + (now() - sentAt) / 2) - now();
      time.pauseTicks = FIRST_PAUSE_TICKS;
      close(time, HOUR_TICKS);
    });
    socket.send(sntpRequest(stamp), +at[1] || SNTP_PORT, at[0]);
  } catch (_error) {
    // As if nobody had answered.
  }
}

/** Called every `TICK_MS`: asks each hour; after a failure with pauses that grow to that, and one line in the log. */
export function tickTime(time: NetworkTime, server: string, now: () => number, log: (line: string) => void): void {
  if (time.ticksLeft < 0 || --time.ticksLeft > 0) return;
  if (!time.socket) {
    askTime(time, server, now);
    return;
  }
  if (time.pauseTicks === FIRST_PAUSE_TICKS) log('NTP: ' + server + ' gave no time; is ntp_server right?');
  close(time, time.pauseTicks);
  time.pauseTicks = min(time.pauseTicks * 2, HOUR_TICKS);
}
