/** Which releases of Espruino carry the firmware. */

/** Releases after this one, up to the repaired build, lose bytes of a serial port (github.com/espruino/Espruino/issues/2718). */
const LAST_WHOLE_RELEASE = 25;
const REPAIRED_RELEASE = 29;
const REPAIRED_BUILD = 96;

/** What users are told to install. */
export const SUPPORTED = '2v25, or a build from 2v29.271 on';

/** Why the firmware cannot read lists on this version, such as `2v29` or `2v29.277`, and what to do; null if it can. */
export function versionFault(version: string): string | null {
  const parts = version.slice(version.indexOf('v') + 1).split('.');
  const release = +parts[0];
  const repaired = release > REPAIRED_RELEASE || (release === REPAIRED_RELEASE && +parts[1] >= REPAIRED_BUILD);
  if (release <= LAST_WHOLE_RELEASE || repaired) return null;
  return 'Espruino ' + version + ' loses most bytes of each list: install ' + SUPPORTED;
}
