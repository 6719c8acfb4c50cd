/** Station or setup portal: which of them has the Wi-Fi. */
import { TICK_MS } from '../../src/board.js';
import type { Request } from '../../src/http/message.js';
import type { Portal } from './portal.js';
import type { Station } from './wifi.js';

const SECOND = 1000 / TICK_MS;
const BUTTON_S = 5;
/** A station that has never been connected gives way to the portal after this long. */
const PATIENCE_S = 300;
/** A portal that nobody uses gives way to the station again: it may have been the router's fault. */
const QUIET_S = 300;

export interface Network {
  start(): void;
  tick(): void;
  /** True for a request that has come over the access point of the portal. */
  isSetup(request: Request): boolean;
}

/** The level of the button; boards without one have none to hold. */
function buttonLevel(): number {
  return typeof BTN1 === 'undefined' ? 0 : digitalRead(BTN1);
}

/** Makes the one that decides; without a network's name (`hasNetwork`) there is only the portal. */
export function createNetwork(hasNetwork: boolean, station: Station, open: (reason: string) => Portal | null): Network {
  // By the version of Espruino a button that is not pressed reads 1 or 0; at the start it is not.
  const released = buttonLevel();
  let held = 0;
  let portal: Portal | null = null;

  function openPortal(reason: string): void {
    station.stop();
    portal = open(reason);
  }

  function start(): void {
    if (hasNetwork) station.start();
    else portal = open('No network is set yet.');
  }

  function tick(): void {
    held = buttonLevel() !== released ? held + 1 : 0;
    station.tick();
    if (portal) {
      if (!hasNetwork || ++portal.quietTicks < QUIET_S * SECOND) return;
      portal.close();
      portal = null;
      station.start();
    } else if (held > BUTTON_S * SECOND) openPortal('The button was held.');
    else if (station.triedTicks > PATIENCE_S * SECOND) openPortal('No connection for five minutes: ' + station.failure);
  }

  function isSetup(request: Request): boolean {
    return portal !== null && portal.isLocal(request);
  }

  return { start, tick, isSetup };
}
