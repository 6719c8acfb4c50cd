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
  /** The saved settings, which apply after the next restart. */
  saved(): Settings;
  /** The token in use; empty for none. */
  token: string;
  /** Saves the configuration, a JSON object; false if that failed. */
  save(text: string): boolean;
  /** Restarts once the response has been sent; `reason` becomes `reset_reason`. */
  restart(reason: string): void;
  /** True for a request that needs no token: in the setup portal, whose network has a password. */
  isUnlocked(request: Request): boolean;
}

/** True if the texts are equal; the time depends on the length of `given` only. */
function sameText(secret: string, given: string): boolean {
  let differs = secret.length ^ given.length;
  for (let i = 0; i < given.length; i++) differs |= secret.charCodeAt(i) ^ given.charCodeAt(i);
  return differs === 0;
}

/** The error response for a request that may not change anything; null if it may. */
function rejectionOf(device: ConfigurableDevice, request: Request): Response | null {
  const host = request.headers.host || '';
  const origin = request.headers.origin || 'http://' + host;
  if (origin !== 'http://' + host) return plainText(403, 'requests from other sites are blocked');
  if (device.isUnlocked(request)) return null;
  if (!device.token) return plainText(403, 'disabled: no token is set');
  if (sameText('Bearer ' + device.token, request.headers.authorization || '')) return null;
  return plainText(401, 'send Authorization: Bearer TOKEN', 'WWW-Authenticate: Bearer\r\n');
}

function configText(device: ConfigurableDevice): string {
  const saved = device.saved();
  const shown: { [name: string]: unknown } = {};
  device.table().forEach(function (setting) {
    shown[setting.name] = setting.secret ? null : saved[setting.name];
  });
  return JSON.stringify(shown) + '\n';
}

/** Applies the changes of a request to the configuration; null leaves a value as it is. */
function changeConfig(device: ConfigurableDevice, body: string): Response {
  // A body that is not JSON parses as null, which is rejected.
  const checked = checkSettings(device.table(), parse(body), device.saved());
  if (checked.faults.length) return plainText(400, 'nothing was changed: ' + checked.faults.join('; '));
  if (!device.save(JSON.stringify(checked.settings))) return plainText(500, 'the configuration could not be saved');
  return plainText(200, 'saved; POST /restart applies it');
}

/** The response to `GET /config`, `POST /config` and `POST /restart`. */
export function configurationResponse(device: ConfigurableDevice, request: Request): Response {
  if (request.method !== 'POST') return uncached(JSON_TYPE, configText(device));
  const rejection = rejectionOf(device, request);
  if (rejection) return rejection;
  if (request.path === '/config') return changeConfig(device, request.body);
  device.restart('requested over HTTP');
  return plainText(200, 'restarting');
}

/** The endpoints that `configurationResponse` serves, by way of `respond`. */
export function configurationEndpoints(respond: (request: Request) => Response): Endpoint[] {
  return [
    { path: '/config', respond },
    { method: 'POST', path: '/config /restart', respond },
  ];
}
