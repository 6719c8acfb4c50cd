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
  /** The settings that count from the next start on. */
  saved(): Settings;
  /** The token in use; empty for none. */
  token: string;
  /** Keeps the configuration, a JSON object; false if it could not be kept. */
  save(text: string): boolean;
  /** Restarts when the answer has been sent. */
  restart(reason: string): void;
  /** True for a request that needs no token: in the setup portal, whose network has a password. */
  isUnlocked(request: Request): boolean;
}

/** True if the texts are the same; takes as long for any text of one length. */
function sameText(secret: string, given: string): boolean {
  let differs = secret.length ^ given.length;
  for (let i = 0; i < given.length; i++) differs |= secret.charCodeAt(i) ^ given.charCodeAt(i);
  return differs === 0;
}

/** Why a request may not change anything; null if it may. */
function rejectionOf(device: ConfigurableDevice, request: Request): Response | null {
  const host = request.headers.host || '';
  const origin = request.headers.origin || 'http://' + host;
  if (origin !== 'http://' + host) return plainText(403, 'not from other pages');
  if (device.isUnlocked(request)) return null;
  if (!device.token) return plainText(403, 'this is off while no token is set');
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

/** Lays the changes of a request over the configuration; null leaves a value. */
function changeConfig(device: ConfigurableDevice, body: string): Response {
  // Null is no object, and is refused as such.
  const checked = checkSettings(device.table(), parse(body), device.saved());
  if (checked.faults.length) return plainText(400, 'nothing was changed: ' + checked.faults.join('; '));
  if (!device.save(JSON.stringify(checked.settings))) return plainText(500, 'it could not be kept');
  return plainText(200, 'kept; POST /restart makes it count');
}

/** The answer to `GET /config`, `POST /config` and `POST /restart`. */
export function configurationResponse(device: ConfigurableDevice, request: Request): Response {
  if (request.method !== 'POST') return uncached(JSON_TYPE, configText(device));
  const rejection = rejectionOf(device, request);
  if (rejection) return rejection;
  if (request.path === '/config') return changeConfig(device, request.body);
  device.restart('asked for by HTTP');
  return plainText(200, 'restarting');
}

/** The endpoints that `configurationResponse` serves, by way of `respond`. */
export function configurationEndpoints(respond: (request: Request) => Response): Endpoint[] {
  return [
    { path: '/config', respond },
    { method: 'POST', path: '/config /restart', respond },
  ];
}
