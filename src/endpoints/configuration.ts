/**
 * The configuration over HTTP. Changes need the token, which is compared in constant time, and must not come from a page of
 * another site (CSRF). The server has already checked the host (DNS rebinding).
 */

import { JSON_TYPE, plainText, type Request, type Response, uncached } from '../http/message.js';
import type { Endpoint } from '../http/route.js';
import { checkSettings, type Setting, type Settings } from '../settings/settings.js';
import { parse } from '../text/json.js';

/** What the endpoints need of the board. */
export interface ConfigurableDevice {
  /** All settings of the board. */
  table(): Setting[];
  /** The settings in use. */
  settings: Settings;
  /** Saves the configuration, a JSON object; false if that failed. */
  save(text: string): boolean;
  /** Restarts once the response has been sent; `reason` becomes `reset_reason`. */
  restart(reason: string): void;
  /** True while the setup portal is open, in which changes need no token. */
  isUnlocked(): boolean;
}

/** True if the texts are equal; the time depends on the length of `given` only. */
function sameText(secret: string, given: string): boolean {
  let differs = secret.length ^ given.length;
  for (let i = 0; i < given.length; i++) differs |= secret.charCodeAt(i) ^ given.charCodeAt(i);
  return differs === 0;
}

/** The endpoints `/config` and `/restart`. */
export function configurationEndpoints(device: ConfigurableDevice): Endpoint[] {
  // The saved settings, which apply after the next restart.
  let saved = device.settings;

  /** The error response for a request that may not change anything; null if it may. */
  function rejectionOf(request: Request): Response | null {
    const token = device.settings.token as string;
    const host = request.headers.host || '';
    const origin = request.headers.origin || 'http://' + host;
    if (origin !== 'http://' + host) return plainText(403, 'requests from other sites are blocked');
    if (device.isUnlocked()) return null;
    if (!token) return plainText(403, 'disabled: no token is set');
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

  /** Applies changes to the configuration; null leaves a value as it is. */
  function postConfig(request: Request): Response {
    const rejection = rejectionOf(request);
    if (rejection) return rejection;
    // A body that is not JSON parses as null, which is rejected.
    const checked = checkSettings(device.table(), parse(request.body), saved);
    if (checked.faults.length) return plainText(400, 'nothing was changed: ' + checked.faults.join('; '));
    if (!device.save(JSON.stringify(checked.settings))) return plainText(500, 'the configuration could not be saved');
    saved = checked.settings;
    return plainText(200, 'saved; POST /restart applies it');
  }

  function postRestart(request: Request): Response {
    const rejection = rejectionOf(request);
    if (rejection) return rejection;
    device.restart('requested over HTTP');
    return plainText(200, 'restarting');
  }

  return [
    { path: '/config', respond: getConfig },
    { method: 'POST', path: '/config', respond: postConfig },
    { method: 'POST', path: '/restart', respond: postRestart },
  ];
}
