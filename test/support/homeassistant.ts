/**
 * A server for Home Assistant's `mobile_app` API, by its documented rules (developers.home-assistant.io,
 * "Native app integration"), and by its source for the rest. Requests that break a rule are named in `faults`.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const HA_TOKEN = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.of-the-test';

const DEVICE_KEYS = 'device_id app_id app_name app_version device_name manufacturer model os_name os_version'.split(
  ' ',
);
const SENSOR_KEYS =
  'attributes device_class icon name state type unique_id unit_of_measurement state_class entity_category disabled';
const UPDATE_KEYS = 'attributes icon state type unique_id';
/** Classes that a sensor may have, and their units. */
const UNITS: Record<string, string> = {
  power: 'W',
  reactive_power: 'var',
  current: 'A',
  voltage: 'V',
  energy: 'kWh',
};

export type Sensor = Record<string, unknown>;

export interface HomeAssistant {
  url: string;
  port: number;
  /** Requests that broke the rules. */
  faults: string[];
  /** The kinds of requests received, in order. */
  asked: string[];
  /** The webhook of each registered device, by app and device id. */
  devices: Map<string, string>;
  registrations: Record<string, unknown>[];
  /** The sensors of each webhook by unique id, with their latest state. */
  sensors: Map<string, Map<string, Sensor>>;
  /** Each accepted state, in order. */
  updates: Record<string, unknown>[];
  /** False while it starts: no registrations (404), and all webhooks are unknown. */
  loaded: boolean;
  /** Accepts connections and never responds. */
  hangs: boolean;
  /** A sensor that it rejects. */
  refuses: string;
  /** The user removes the device. */
  removeDevice(): void;
  /** The user removes its sensors. */
  removeSensors(): void;
  /** Clears everything, as in a new installation. */
  forget(): void;
  stop(): Promise<void>;
  /** Listens again on the same port, with the same state. */
  start(): Promise<void>;
}

function fits(data: Sensor, keys: string): string | null {
  const unknown = Object.keys(data).find((key) => !keys.split(' ').includes(key));
  if (unknown) return `unknown key ${unknown}`;
  if (data.type !== 'sensor') return `type ${data.type}`;
  if (typeof data.unique_id !== 'string') return 'unique_id is no text';
  if (!['number', 'string', 'boolean'].includes(typeof data.state))
    return `state of ${data.unique_id} is ${data.state}`;
  if (data.icon !== undefined && !/^mdi:[a-z-]+$/.test(String(data.icon))) return `icon ${data.icon}`;
  return null;
}

function sensorFault(data: Sensor): string | null {
  const fault = fits(data, SENSOR_KEYS);
  if (fault) return fault;
  if (typeof data.name !== 'string' || !data.name) return 'no name';
  if (!['measurement', 'total', 'total_increasing'].includes(String(data.state_class)))
    return `state_class ${data.state_class}`;
  const unit = data.device_class === undefined ? null : UNITS[String(data.device_class)];
  if (unit === undefined) return `device_class ${data.device_class}`;
  if (unit && unit !== data.unit_of_measurement) return `${data.unit_of_measurement} for ${data.device_class}`;
  return null;
}

/** Starts a server on a free port. */
export async function startHomeAssistant(): Promise<HomeAssistant> {
  const deleted = new Set<string>();
  let under = 0;
  let serial = 0;

  function register(request: IncomingMessage, body: Record<string, unknown>): [number, unknown] {
    if (request.headers.authorization !== `Bearer ${HA_TOKEN}`) return [401, { message: 'Unauthorized' }];
    if (!ha.loaded) return [404, { message: 'Not Found' }];
    for (const key of DEVICE_KEYS) if (typeof body[key] !== 'string') return [400, { message: `${key} is no text` }];
    if (body.supports_encryption !== false) ha.faults.push('encryption');
    for (const key of Object.keys(body)) {
      if (![...DEVICE_KEYS, 'supports_encryption'].includes(key)) ha.faults.push(`unknown key ${key}`);
    }
    const device = `${body.app_id}-${body.device_id}`;
    const before = ha.devices.get(device);
    if (before) deleted.add(before);
    const id = `hook${++serial}`.padEnd(64, 'f');
    ha.devices.set(device, id);
    ha.sensors.set(id, new Map());
    ha.registrations.push(body);
    return [201, { cloudhook_url: null, remote_ui_url: null, secret: null, webhook_id: id }];
  }

  function registerSensor(sensors: Map<string, Sensor>, data: Sensor): [number, unknown] {
    const fault = sensorFault(data);
    if (fault || data.unique_id === ha.refuses) {
      if (fault) ha.faults.push(fault);
      return [200, {}];
    }
    sensors.set(String(data.unique_id), data);
    return [201, { success: true }];
  }

  function update(sensors: Map<string, Sensor>, data: Sensor[]): [number, unknown] {
    const answer: Record<string, unknown> = {};
    const taken: Record<string, unknown> = {};
    for (const one of data) {
      const id = String(one.unique_id);
      const fault = fits(one, UPDATE_KEYS);
      const sensor = sensors.get(id);
      if (fault) ha.faults.push(fault);
      const code = sensor ? 'invalid_format' : 'not_registered';
      if (!sensor || fault) {
        answer[id] = { success: false, error: { code, message: fault ?? `sensor ${id} is not registered` } };
        continue;
      }
      // A counter that falls means that the meter was replaced.
      if (sensor.state_class === 'total_increasing' && Number(one.state) < Number(sensor.state))
        ha.faults.push(`${id} fell`);
      sensor.state = one.state;
      taken[id] = one.state;
      answer[id] = { success: true };
    }
    ha.updates.push(taken);
    return [200, answer];
  }

  function webhook(id: string, body: { type?: string; data?: unknown }): [number, unknown] {
    if (!ha.loaded) return [200, null];
    if (deleted.has(id)) return [410, null];
    const sensors = ha.sensors.get(id);
    // It does not reveal which webhooks exist.
    if (!sensors) return [200, null];
    for (const key of Object.keys(body)) if (key !== 'type' && key !== 'data') ha.faults.push(`unknown key ${key}`);
    if (body.type === 'register_sensor') return registerSensor(sensors, body.data as Sensor);
    if (body.type === 'update_sensor_states') return update(sensors, body.data as Sensor[]);
    ha.faults.push(`type ${body.type}`);
    return [200, {}];
  }

  function answer(request: IncomingMessage, text: string): [number, unknown] {
    if (request.method !== 'POST') return [405, null];
    if (request.headers['content-type'] !== 'application/json') ha.faults.push('content type');
    let body: Record<string, unknown>;
    try {
      body = JSON.parse(text);
    } catch {
      ha.faults.push(`no JSON: ${text}`);
      return [400, {}];
    }
    if (request.url === '/api/mobile_app/registrations') {
      ha.asked.push('registration');
      return register(request, body);
    }
    ha.asked.push(String(body.type));
    if (request.headers.authorization) ha.faults.push('the token goes to a webhook');
    const id = /^\/api\/webhook\/([\w-]+)$/.exec(request.url ?? '')?.[1];
    return id ? webhook(id, body) : [404, { message: 'Not Found' }];
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    let text = '';
    if (++under > 1) ha.faults.push('two requests at once');
    response.on('close', () => under--);
    request.setEncoding('utf8').on('data', (piece) => {
      text += piece;
    });
    request.on('end', () => {
      if (ha.hangs) return;
      const [status, body] = answer(request, text);
      // As aiohttp writes it, with spaces.
      const json = body === null ? '' : JSON.stringify(body, null, 1).replace(/\n\s*/g, ' ');
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': json.length });
      response.end(json);
    });
  }

  let server = createServer(serve);

  const ha: HomeAssistant = {
    url: '',
    port: 0,
    faults: [],
    asked: [],
    devices: new Map(),
    registrations: [],
    sensors: new Map(),
    updates: [],
    loaded: true,
    hangs: false,
    refuses: '',
    removeDevice() {
      for (const id of ha.devices.values()) deleted.add(id);
      ha.devices.clear();
    },
    removeSensors() {
      for (const sensors of ha.sensors.values()) sensors.clear();
    },
    forget() {
      ha.devices.clear();
      ha.sensors.clear();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      under = 0;
    },
    async start() {
      server = createServer(serve);
      server.listen(ha.port, '127.0.0.1');
      await once(server, 'listening');
      ha.port = (server.address() as AddressInfo).port;
      ha.url = `http://127.0.0.1:${ha.port}`;
    },
  };
  await ha.start();
  return ha;
}
