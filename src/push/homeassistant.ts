/**
 * Home Assistant through its `mobile_app` API (developers.home-assistant.io, "Native app integration"; checked against
 * homeassistant/components/mobile_app): registers the device and its sensors, then sends the values of the latest list.
 */

import { JSON_TYPE } from '../http/message.js';
import { ENERGY, FIELD_COUNT, fieldKeys, quantityOf } from '../reading/fields.js';
import { object, parse, quote } from '../text/json.js';
import type { PushRequest, PushSource, Target } from './queue.js';

/** The file with the URL of Home Assistant and the webhook id that it issued, which is a secret. */
export const HOMEASSISTANT_FILE = 'homeassistant';
/** Home Assistant responds to an unknown webhook with an empty 200, also while it starts: after so many, some five minutes, register again. */
const MAX_EMPTY_REPLIES = 10;

/** Errors after which the device must be registered again. */
export const WEBHOOK_UNKNOWN = 'the webhook is unknown';
export const DEVICE_REMOVED = 'the device was removed';

// States of a sensor.
const UNREGISTERED = 0;
const REGISTERED = 1;
const REFUSED = 2;

/** What a request is for, if not to register a sensor, which is given by its field. */
const REGISTRATION = -1;
const STATES = -2;

/** Creates the target. States are sent without a time, so only the latest list matters, and items are empty. */
export function createHomeAssistant(source: PushSource): Target {
  const board = source.board;
  const settings = source.settings;
  const address = settings.homeassistant_url + ' ';
  const kept = '' + (board.storage.read(HOMEASSISTANT_FILE) || '');
  let webhook = kept.slice(0, address.length) === address ? kept.slice(address.length) : '';
  // After a restart the sensors are assumed to be registered until Home Assistant reports otherwise.
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

  /** `Current L1` for `current_l1_a`, without the unit. */
  function nameOf(key: string): string {
    const defaultError = key.slice(0, key.lastIndexOf('_')).replace(/_/g, ' ').replace(/ l/, ' L');
    return key.charAt(0).toUpperCase() + defaultError.slice(1);
  }

  /** A sensor with its state: complete for registration, or the members of an update. Without an icon it would get that of a phone. */
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
    // Reactive energy has a device class only since 2025, and older versions reject unknown classes.
    if (kind) parts.push('device_class', quote(kind));
    return object(parts);
  }

  function request(items: string[]): PushRequest | string {
    const token = settings.homeassistant_token as string;
    let type = 'update_sensor_states';
    let data = '';
    requested = webhook ? STATES : REGISTRATION;
    if (requested === REGISTRATION && !token) return 'homeassistant_token is missing';
    if (requested === REGISTRATION && refused) return 'homeassistant_token was rejected';
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

  /** Interprets the 200 of a webhook. */
  function interpretWebhook(body: string): boolean | string {
    const isObject = body.charAt(0) === '{';
    emptyReplies = isObject ? 0 : emptyReplies + 1;
    if (emptyReplies === MAX_EMPTY_REPLIES && settings.homeassistant_token) saveWebhook('');
    if (!isObject) return WEBHOOK_UNKNOWN;
    if (requested >= 0) {
      const done = /success/.test(body);
      sensors[requested] = done ? REGISTERED : REFUSED;
      return done ? false : fieldKeys()[requested] + ' was rejected';
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
      return DEVICE_REMOVED;
    } else if (status === 200 || status === 201) return interpretWebhook(body);
    return status === 404 ? 'mobile_app is not loaded' : defaultError;
  }

  sensors.fill(REGISTERED);
  return { name: 'homeassistant', limit: 2, itemsOf, request, interpret };
}
