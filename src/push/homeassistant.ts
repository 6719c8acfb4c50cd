/**
 * Home Assistant by its `mobile_app` API (developers.home-assistant.io, "Native app integration"; checked against
 * homeassistant/components/mobile_app): registers the device and its sensors, then sends what the latest list said.
 */

import { JSON_TYPE } from '../http/message.js';
import { ENERGY, FIELD_COUNT, fieldKeys, quantityOf } from '../reading/fields.js';
import { object, parse, quote } from '../text/json.js';
import type { PushRequest, PushSource, Target } from './queue.js';

/** Where the webhook id is kept, which is a secret: behind the address that gave it. */
export const HOMEASSISTANT_FILE = 'homeassistant';
/** An unknown webhook is answered with 200 and nothing, also while Home Assistant starts: so often, some five minutes, it waits. */
const MAX_EMPTY_REPLIES = 10;

// What a sensor is.
const UNREGISTERED = 0;
const REGISTERED = 1;
const REFUSED = 2;

/** What a request asks for: a webhook, a sensor by its field, or to take the states. */
const REGISTRATION = -1;
const STATES = -2;

/** Makes the target. States have no time of their own there, so only the newest list counts, and an item says nothing. */
export function createHomeAssistant(source: PushSource): Target {
  const board = source.board;
  const settings = source.settings;
  const address = settings.homeassistant_url + ' ';
  const kept = '' + (board.storage.read(HOMEASSISTANT_FILE) || '');
  let webhook = kept.slice(0, address.length) === address ? kept.slice(address.length) : '';
  // After a restart the sensors are taken for registered until Home Assistant says otherwise.
  const sensors = new Uint8Array(FIELD_COUNT);
  let requested = STATES;
  let emptyReplies = 0;
  let refused = false;

  function itemsOf(due: boolean): string[] {
    return due ? [''] : [];
  }

  function saveWebhook(id: string): void {
    webhook = id;
    sensors.fill(UNREGISTERED);
    board.storage.write(HOMEASSISTANT_FILE, address + id);
  }

  function deviceText(): string {
    const name = board.facts().name;
    return JSON.stringify({
      device_id: name,
      app_id: 'kamstrup_han',
      app_name: 'kamstrup-han',
      app_version: source.version,
      device_name: name,
      manufacturer: 'kamstrup-han',
      model: board.name,
      os_name: board.name,
      os_version: source.version,
      supports_encryption: false,
    });
  }

  /** `Current L1` for `current_l1_a`: without the unit, which is told apart. */
  function nameOf(key: string): string {
    const defaultError = key.slice(0, key.lastIndexOf('_')).replace(/_/g, ' ').replace(/ l/, ' L');
    return key.charAt(0).toUpperCase() + defaultError.slice(1);
  }

  /** A sensor with its state; all of it, or what an update needs: without an icon each would become a phone. */
  function sensorText(field: number, state: string, complete: boolean): string {
    const key = fieldKeys()[field];
    const quantity = quantityOf(field);
    const parts = ['type', '"sensor"', 'unique_id', quote(key), 'state', state, 'icon', '"mdi:flash"'];
    if (!complete) return object(parts);
    parts.push(
      'name',
      quote(nameOf(key)),
      'unit_of_measurement',
      quote('W var A V kWh kvarh'.split(' ')[quantity]),
      'state_class',
      quantity < ENERGY ? '"measurement"' : '"total_increasing"',
    );
    const kind = 'power reactive_power current voltage energy'.split(' ')[quantity];
    // Home Assistant has a class for reactive energy since 2025 only, and older ones refuse what they do not know.
    if (kind) parts.push('device_class', quote(kind));
    return object(parts);
  }

  function request(items: string[]): PushRequest | string {
    const token = settings.homeassistant_token as string;
    let type = 'update_sensor_states';
    let data = '';
    requested = webhook ? STATES : REGISTRATION;
    if (requested === REGISTRATION && !token) return 'homeassistant_token is missing';
    if (requested === REGISTRATION && refused) return 'homeassistant_token is refused';
    source.values(0, FIELD_COUNT).forEach(function (state, field) {
      if (state === 'null' || sensors[field] === REFUSED || requested !== STATES) return;
      if (sensors[field] === UNREGISTERED) {
        requested = field;
        type = 'register_sensor';
        data = sensorText(field, state, true);
      } else data += (data && ',') + sensorText(field, state, false);
    });
    if (requested === STATES) data = '[' + data + ']';
    return {
      path: requested === REGISTRATION ? '/api/mobile_app/registrations' : '/api/webhook/' + webhook,
      headers:
        'Content-Type: ' +
        JSON_TYPE +
        '\r\n' +
        (requested === REGISTRATION ? 'Authorization: Bearer ' + token + '\r\n' : ''),
      body: requested === REGISTRATION ? deviceText() : object(['type', quote(type), 'data', data]),
      itemCount: items.length,
    };
  }

  /** What a webhook has answered to a request that it understood. */
  function interpretWebhook(body: string): boolean | string {
    const isObject = body.charAt(0) === '{';
    emptyReplies = isObject ? 0 : emptyReplies + 1;
    if (emptyReplies === MAX_EMPTY_REPLIES && settings.homeassistant_token) saveWebhook('');
    if (!isObject) return 'the webhook is not known there';
    if (requested >= 0) {
      const done = /success/.test(body);
      sensors[requested] = done ? REGISTERED : REFUSED;
      return done ? false : fieldKeys()[requested] + ' is refused';
    }
    if (!/not_registered/.test(body)) return true;
    for (let i = 0; i < FIELD_COUNT; i++) if (sensors[i] === REGISTERED) sensors[i] = UNREGISTERED;
    return 'sensors are not registered';
  }

  function interpret(status: number, body: string, defaultError: string): boolean | string {
    if (requested === REGISTRATION) {
      const id = status < 300 && (parse(body) as { webhook_id?: unknown } | null);
      refused = status === 401 || status === 403;
      if (id && id.webhook_id) {
        saveWebhook('' + id.webhook_id);
        return false;
      }
    } else if (status === 410) {
      saveWebhook('');
      return 'the device was removed there';
    } else if (status === 200 || status === 201) return interpretWebhook(body);
    return status === 404 ? 'mobile_app is not loaded there' : defaultError;
  }

  sensors.fill(REGISTERED);
  return { name: 'homeassistant', limit: 2, itemsOf, request, interpret };
}
