/** What goes wrong with a port or a board, in words that say what to do. */

/** The flashing failed for a reason that the message tells, together with what to do. */
export class FlashError extends Error {}

/** Where it stands how Espruino gets onto the chip. */
export const HOW_TO_INSTALL = 'see docs/hardware.md, "Espruino on the ESP32"';

/** The words of the operating system or of serialport, and what to do. */
const ADVICE: [RegExp, string][] = [
  [
    /ENOENT|no such file/i,
    'there is no such port. Plug the board in and look for its name: ls /dev/ttyUSB* /dev/ttyACM*',
  ],
  [
    /EACCES|EPERM|permission denied/i,
    'this user may not open it. On Linux: sudo usermod -aG dialout "$USER", then log out and in',
  ],
  [/EBUSY|cannot lock|temporarily unavailable|access denied/i, 'another program has it open. Close that and try again'],
  [/ECONNREFUSED/, 'nobody listens there. Check host and port'],
  [/ENOTFOUND|EAI_AGAIN/, 'there is no host of that name'],
  [/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/, 'the host cannot be reached. Check the address and the network'],
];

/** Tells why the port cannot be opened and what to do. */
export function openingFailed(port: string, reason: string): FlashError {
  const words = reason.replace(/^Error:?\s*/, '');
  const advice = ADVICE.find(([pattern]) => pattern.test(words))?.[1];
  return new FlashError(`${port} cannot be opened: ${advice ?? words}`);
}

/** Tells that no interpreter answers on the port. */
export function nobodyAnswers(port: string): FlashError {
  return new FlashError(
    `nobody answers on ${port}: no Espruino at 115200 baud, or it hangs. Press the board's reset button and try again; ` +
      `if the chip has no Espruino yet, ${HOW_TO_INSTALL}`,
  );
}
