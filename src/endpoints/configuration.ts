/**
 * The configuration over HTTP. Who changes it shows the token, in constant time, and comes from no page of somewhere else
 * (CSRF); that the device is called by a name of its own (DNS rebinding), the server has seen to.
 */

import { JSON_TYPE, plainText, type Request, type Response, uncached } from '../http/message.js';
import type { Endpoint } from '../http/route.js';
import { checkSettings, type Setting, type Settings } from '../settings/settings.js';
import { parse } from '../text/json.js';

/** What the board lends. */
export interface ConfigurableDevice {
  table(): Setting[];
  /** The settings in use. */
  settings: Settings;
  /** Keeps the configuration, a JSON object; false if it could not be kept. */
  save(text: string): boolean;
  /** Restarts when the answer has been sent. */
  restart(reason: string): void;
  /** True while whoever is near enough may change everything: in the setup portal. */
  isUnlocked(): boolean;
}

/** True if the texts are the same; takes as long for any text of one length. */
function sameText(secret: string, given: string): boolean {
  let differs = secret.length ^ given.length;
  for (let i = 0; i < given.length; i++) differs |= secret.charCodeAt(i) ^ given.charCodeAt(i);
  return differs === 0;
}

/** Makes the endpoints `/config` and `/restart`. */
export function configurationEndpoints(device: ConfigurableDevice): Endpoint[] {
  // What was kept counts from the next start on.
  let saved = device.settings;

  /** Why a request may not change anything; null if it may. */
  function rejectionOf(request: Request): Response | null {
    const token = device.settings.token as string;
    const host = request.headers.host || '';
    const origin = request.headers.origin || 'http://' + host;
    if (origin !== 'http://' + host) return plainText(403, 'not from other pages');
    if (device.isUnlocked()) return null;
    if (!token) return plainText(403, 'this is off while no token is set');
    if (sameText('Bearer ' + token, request.headers.authorization || '')) return null;
    return plainText(401, 'send Authorization: Bearer TOKEN', 'WWW-Authenticate: Bearer\r\n');
  }

  function getConfig(): Response {
    const shown: { [name: string]: unknown } = {};
    device.table().forEach(function (setting) {
      shown[setting.name] = setting.secret ? null : saved[setting.name];
    });
    return uncached(JSON_TYPE, JSON.stringify(shown) + '\n');
  }

  /** Lays changes over the configuration; null leaves a value. */
  function postConfig(request: Request): Response {
    const rejection = rejectionOf(request);
    if (rejection) return rejection;
    // Null is no object, and is refused as such.
    const checked = checkSettings(device.table(), parse(request.body), saved);
    if (checked.faults.length) return plainText(400, 'nothing was changed: ' + checked.faults.join('; '));
    if (!device.save(JSON.stringify(checked.settings))) return plainText(500, 'it could not be kept');
    saved = checked.settings;
    return plainText(200, 'kept; POST /restart makes it count');
  }

  function postRestart(request: Request): Response {
    const rejection = rejectionOf(request);
    if (rejection) return rejection;
    device.restart('asked for by HTTP');
    return plainText(200, 'restarting');
  }

  return [
    { path: '/config', respond: getConfig },
    { method: 'POST', path: '/config', respond: postConfig },
    { method: 'POST', path: '/restart', respond: postRestart },
  ];
}
