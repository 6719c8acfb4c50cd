/** Loss of Wi-Fi and changes of address: the device's station on Node, with a simulated Wi-Fi module. */
import Module from 'node:module';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createStation, type Station } from '../../board/esp32/wifi.js';
import { TICK_MS } from '../../src/board.js';
import { figure, grouped } from './figures.js';

interface Air {
  station: Station;
  lines: string[];
  addresses: string[];
  /** Tries to connect. */
  connects: number;
  /** Why a connection fails; null if it does not. */
  error: string | null;
  ip: string;
  drop(reason: string): void;
  pass(seconds: number): void;
}

/** The firmware requires the interpreter's module `Wifi`, in place of which it gets the simulated one. */
let played: unknown;
const modules = Module as unknown as { _load(name: string, ...more: unknown[]): unknown };
const load = modules._load;
modules._load = (name, ...more) => (name === 'Wifi' ? played : load(name, ...more));

function createAir(): Air {
  const listeners: Record<string, (details?: { msg: string }) => void> = {};
  const wifi = {
    setHostname() {},
    connect(_ssid: string, _options: unknown, callback: (error: string | null) => void) {
      air.connects++;
      if (air.error) listeners.disconnected({ msg: air.error });
      callback(air.error);
      if (!air.error && air.ip !== '0.0.0.0') listeners.connected();
    },
    disconnect() {},
    stopAP() {},
    getIP: () => ({ ip: air.ip }),
    getStatus: () => ({ rssi: -61, mode: 'STA', station: air.ip === '0.0.0.0' ? 'BEACON_TIMEOUT' : 'connected' }),
    on(event: string, listener: () => void) {
      listeners[event] = listener;
    },
  };
  played = wifi;
  const air: Air = {
    station: undefined as unknown as Station,
    lines: [],
    addresses: [],
    connects: 0,
    error: null,
    ip: '192.0.2.7',
    drop: (msg) => listeners.disconnected({ msg }),
    pass(seconds) {
      for (let ms = 0; ms < seconds * 1000; ms += TICK_MS) air.station.tick();
    },
  };
  air.station = createStation(
    { wifi_ssid: 'net', wifi_password: 'secret123', hostname: 'han' },
    (line) => air.lines.push(line),
    (ip) => air.addresses.push(ip),
  );
  air.station.start();
  return air;
}

const network = suite('faults: network');

network('a Wi-Fi that is away for a day is tried once a minute, and joined again within a minute', () => {
  for (const reason of ['BEACON_TIMEOUT', 'NO_AP_FOUND', 'AUTH_EXPIRE']) {
    const air = createAir();
    assert.is(air.station.up, true);
    air.error = reason;
    air.drop('BEACON_TIMEOUT');
    air.pass(86400);
    assert.is(air.station.up, false);
    assert.ok(air.station.triedTicks < 0, 'no portal: it had been connected');
    assert.ok(air.connects > 1400 && air.connects < 1460, `${air.connects} tries`);
    assert.is(air.lines.length, air.connects);
    air.error = null;
    air.pass(61);
    assert.equal([air.station.up, air.station.ip()], [true, '192.0.2.7']);
  }
  figure('Wi-Fi gone for a day', '3 reasons', 'it tries once a minute and is back within a minute');
});

network('a new address is reported, with and without a lost connection', () => {
  const air = createAir();
  let changes = 0;
  for (let i = 1; i < 100; i++, changes++) {
    air.ip = `192.0.2.${i}`;
    if (i % 2) air.drop('ASSOC_LEAVE');
    air.pass(61);
    assert.equal([air.station.up, air.station.ip()], [true, air.ip]);
    if (i % 2) assert.is(air.addresses.at(-1), air.ip);
  }
  air.ip = '0.0.0.0';
  air.pass(61);
  assert.is(air.station.up, false);
  air.ip = '192.0.2.7';
  air.pass(61);
  assert.is(air.station.ip(), '192.0.2.7');
  assert.ok(air.connects < 100);
  figure('the address changes, or the lease is lost', `${grouped(changes + 1)} times`, 'the new address is reported');
});

network.run();
