/** Wi-Fi that goes and comes, and an address that changes: the device's station, on Node, with a Wi-Fi that the test plays. */
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
  /** Tries to connect; clocks that were set. */
  connects: number;
  clocks: number;
  /** Why a connection fails; null if it does not. */
  error: string | null;
  ip: string;
  drop(reason: string): void;
  pass(seconds: number): void;
}

/** The firmware asks the interpreter for its modules: here it gets the Wi-Fi that is played. */
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
    setSNTP: () => air.clocks++,
    getIP: () => ({ ip: air.ip }),
    getStatus: () => ({ rssi: -61 }),
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
    clocks: 0,
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

network('Wi-Fi that is gone for a day is tried for once a minute, and had again within one', () => {
  for (const reason of ['BEACON_TIMEOUT', 'NO_AP_FOUND', 'AUTH_EXPIRE']) {
    const air = createAir();
    assert.is(air.station.connected(), true);
    air.error = reason;
    air.drop('BEACON_TIMEOUT');
    air.pass(86400);
    assert.is(air.station.connected(), false);
    assert.ok(air.station.triedS() < 0, 'no portal: it had been connected');
    assert.ok(air.connects > 1400 && air.connects < 1460, `${air.connects} tries`);
    assert.is(air.lines.length, air.connects);
    air.error = null;
    air.pass(61);
    assert.equal([air.station.connected(), air.station.ip(), air.clocks], [true, '192.0.2.7', 1]);
  }
  figure('Wi-Fi gone for a day', '3 reasons', 'it tries once a minute and is back within a minute');
});

network('an address that changes, with a drop or without, is the one that is told', () => {
  const air = createAir();
  let changes = 0;
  for (let i = 1; i < 100; i++, changes++) {
    air.ip = `192.0.2.${i}`;
    if (i % 2) air.drop('ASSOC_LEAVE');
    air.pass(61);
    assert.equal([air.station.connected(), air.station.ip()], [true, air.ip]);
    if (i % 2) assert.is(air.addresses.at(-1), air.ip);
  }
  air.ip = '0.0.0.0';
  air.pass(61);
  assert.is(air.station.connected(), false);
  air.ip = '192.0.2.7';
  air.pass(61);
  assert.is(air.station.ip(), '192.0.2.7');
  assert.ok(air.connects < 100);
  figure('the address changes, or the lease is lost', `${grouped(changes + 1)} times`, 'the new address is reported');
});

network.run();
