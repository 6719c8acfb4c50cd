/** Station or setup portal: which of them has the Wi-Fi. */
import { TICK_MS } from '../../src/board.js';
import type { Portal } from './portal.js';
import type { Station } from './wifi.js';

const SECOND = 1000 / TICK_MS;
const BUTTON_S = 5;
/** A station that has never been connected gives way to the portal after this long. */
const PATIENCE_S = 300;
/** A portal that nobody uses gives way to the station again: it may have been the router's fault. */
const QUIET_S = 300;

export interface Network {
  /** False if no network is set, or in safe mode: then there is only the portal. */
  hasStation: boolean;
  station: Station;
  /** Opens the portal for this reason; null if that is not possible. */
  open(reason: string): Portal | null;
  /** Null while the station has the Wi-Fi. */
  portal: Portal | null;
  /** The level of the button at the start, when nobody holds it: 1 or 0, by the version of Espruino. */
  released: number;
  /** Ticks for which the button has been held. */
  heldTicks: number;
}

/** The level of the button; 0 on a board without one. */
export function buttonLevel(): number {
  return typeof BTN1 === 'undefined' ? 0 : digitalRead(BTN1);
}

/** Starts the station, or the portal if there is no network to join. */
export function startNetwork(network: Network): void {
  if (network.hasStation) network.station.start();
  else network.portal = network.open('No network is set yet.');
}

/** Why the station gives way to the portal; empty if it does not. */
function portalReason(network: Network): string {
  const station = network.station;
  if (network.heldTicks > BUTTON_S * SECOND) return 'The button was held.';
  return station.triedTicks > PATIENCE_S * SECOND ? 'No connection for five minutes: ' + station.failure : '';
}

/** Called every `TICK_MS`. */
export function tickNetwork(network: Network): void {
  const portal = network.portal;
  network.heldTicks = buttonLevel() !== network.released ? network.heldTicks + 1 : 0;
  network.station.tick();
  if (portal) {
    if (!network.hasStation || ++portal.quietTicks < QUIET_S * SECOND) return;
    portal.close();
    network.portal = null;
    network.station.start();
    return;
  }
  const reason = portalReason(network);
  if (!reason) return;
  network.station.stop();
  network.portal = network.open(reason);
}
