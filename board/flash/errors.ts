/** Errors of a port or a board, with advice. */

/** Flashing failed; the message says why and what to do. */
export class FlashError extends Error {}

/** Where the installation of Espruino is described. */
export const HOW_TO_INSTALL = 'see docs/hardware.md, "Espruino on the ESP32"';

/** Messages of the operating system or of serialport, and what to do. */
const ADVICE: [RegExp, string][] = [
  [/ENOENT|no such file/i, 'no such port. Plug the board in and find its name: ls /dev/ttyUSB* /dev/ttyACM*'],
  [
    /EACCES|EPERM|permission denied/i,
    'this user has no permission. On Linux: sudo usermod -aG dialout "$USER", then log out and in again',
  ],
  [
    /EBUSY|cannot lock|temporarily unavailable|access denied/i,
    'another program has it open. Close that program and try again',
  ],
  [/ECONNREFUSED/, 'nothing listens there. Check host and port'],
  [/ENOTFOUND|EAI_AGAIN/, 'unknown host name. Check the name'],
  [/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/, 'the host cannot be reached. Check the address and the network'],
];

/** The error for a port that cannot be opened, with the reason and what to do. */
export function openingFailed(port: string, reason: string): FlashError {
  const words = reason.replace(/^Error:?\s*/, '');
  const advice = ADVICE.find(([pattern]) => pattern.test(words))?.[1];
  return new FlashError(`${port} cannot be opened: ${advice ?? words}`);
}

/** The error for a port on which no interpreter answers. */
export function noAnswer(port: string): FlashError {
  return new FlashError(
    `no answer on ${port}: there is no Espruino at 115200 baud, or it hangs. Press the board's reset button and try again; ` +
      `if the chip has no Espruino yet, ${HOW_TO_INSTALL}`,
  );
}
