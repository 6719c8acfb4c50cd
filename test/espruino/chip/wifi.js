// Wi-Fi of the ESP32, as libs/network/esp32/jswrap_esp32_network.c of Espruino and the ESP-IDF v3.3 have it.
// The test plays the network: the error that `connect` ends with, the address, what a scan finds, the event that is lost.
LENT.wifiError = null;
LENT.ip = '127.0.0.1';
LENT.networks = [{ ssid: 'Home' }, { ssid: 'Caf\xc3\xa9 "2"' }];
LENT.lose = null;
LENT.scanFails = HABITS.scan;
LENT.connects = LENT.hostnames = LENT.tries = 0;
// What was called, in order, up to this many.
LENT.calls = [];
LENT.called = function (name) {
  if (LENT.calls.length < 20) LENT.calls.push(name);
};
// Bits: 1 station, 2 access point. Before it is set, the mode is that of an access point (esp_wifi.h: the default mode is soft-AP).
LENT.mode = HABITS.accessPoint ? 2 : 0;
LENT.ap = null;
LENT.setMode = function (mode, starts) {
  LENT.mode = mode;
  if (starts) LENT.started = true;
  LENT.ap = LENT.started && mode & 2 ? LENT.given || { name: 'ESP_ABCDEF', password: '', authMode: 'open' } : null;
};
// Up to 2v29.270 Espruino starts Wi-Fi when the code of `.bootcde` has run, whatever that did (jswrap_wifi_restore).
if (HABITS.startsWifi)
  LENT.later(function () {
    LENT.setMode(LENT.mode, true);
  }, 0);
LENT.cut = function (text, size) {
  return HABITS.lengths ? text.substr(0, size - 1) : text;
};
// An event goes through a queue, as on the chip.
LENT.emit = function (event, details) {
  if (event === 'disconnected') LENT.station = false;
  if (LENT.lose === event) LENT.lose = null;
  else LENT.Wifi.emit(event, details || {});
};
// The end of a `connect`, if no other one and no `disconnect` has come in between.
LENT.ended = function (attempt, callback) {
  var lost = LENT.lose === 'connected';
  if (attempt !== LENT.tries) return;
  LENT.joining = false;
  LENT.station = !LENT.wifiError;
  if (LENT.wifiError) {
    LENT.reason = LENT.wifiError;
    LENT.emit('disconnected', { ssid: 'net', mac: '00:00:00:00:00:00', reason: '201', msg: LENT.reason });
    // The newest calls back as well, which is the second time.
    if (HABITS.callsBack && callback) callback(LENT.reason);
    return;
  }
  LENT.emit('associated');
  if (LENT.ip === '0.0.0.0') return;
  LENT.hadAddress = true;
  if (!lost && callback) callback(null);
  LENT.emit('connected', { ip: LENT.ip, netmask: '255.255.255.0', gw: '127.0.0.254' });
};
LENT.Wifi = {
  setHostname: function (name) {
    LENT.called('setHostname');
    LENT.hostname = name;
    LENT.hostnames++;
    if (HABITS.hostname && LENT.hadAddress) LENT.die('setHostname while the event task starts mDNS: LoadProhibited');
  },
  connect: function (ssid, options, callback) {
    if (typeof ssid !== 'string') throw new Error('No SSID provided');
    LENT.called('connect');
    LENT.connects++;
    LENT.joined = LENT.cut(ssid, 32) + '/' + LENT.cut((options && options.password) || '', 64);
    LENT.setMode(LENT.mode | 1, true);
    LENT.joining = true;
    LENT.later(LENT.ended, 20, ++LENT.tries, callback);
  },
  disconnect: function () {
    LENT.called('disconnect');
    LENT.disconnects = (LENT.disconnects || 0) + 1;
    LENT.tries++;
    LENT.station = LENT.joining = false;
  },
  scan: function (callback) {
    LENT.called('scan');
    if (LENT.scanning) throw new Error('A scan is already in progress');
    LENT.scanning = true;
    LENT.setMode(LENT.mode | 1, true);
    // One that cannot start, as while the station joins, is never answered (esp_wifi_scan_start; its result is not looked at).
    if (LENT.scanFails || LENT.joining) return;
    LENT.later(function () {
      LENT.scanning = false;
      callback(LENT.networks);
    }, 20);
  },
  startAP: function (name, options, callback) {
    var password = (options && options.password) || '';
    if (typeof name !== 'string') throw new Error('No SSID');
    if (options && options.password !== undefined && password.length < 8)
      throw new Error('Password must be string of at least 8 characters');
    LENT.called('startAP');
    if (LENT.apFails) return;
    LENT.given = {
      name: LENT.cut(name, 32),
      password: LENT.cut(password, 63),
      authMode: (options && options.authMode) || (password ? 'wpa2' : 'open'),
    };
    LENT.setMode(LENT.mode | 2, true);
    if (callback) LENT.later(callback, 20, null);
  },
  stopAP: function (callback) {
    LENT.called('stopAP');
    LENT.setMode(LENT.mode & 1);
    if (callback) LENT.later(callback, 0);
  },
  setSNTP: function (server, zone) {
    if (typeof zone !== 'string') throw new Error('Zone is not a string');
    LENT.sntp = (LENT.sntp || 0) + 1;
    LENT.later(LENT.setClock, 100);
  },
  getIP: function () {
    return { ip: LENT.station ? LENT.ip : '0.0.0.0', mac: '24:6f:28:ab:cd:ee' };
  },
  getAPIP: function () {
    return { ip: '192.168.4.1', mac: '24:6f:28:ab:cd:ef' };
  },
  getStatus: function () {
    var idle = HABITS.callsBack && !LENT.station && !LENT.ap;
    var status = {
      station: LENT.reason || '',
      mode: ['NULL', 'STA', 'AP', 'APSTA'][idle ? 0 : LENT.mode],
      powersave: 'none',
    };
    if (LENT.station) {
      status.station = 'connected';
      status.ssid = 'net';
      status.rssi = -61;
    }
    return status;
  },
};
Modules.addCached('Wifi', 'module.exports = LENT.Wifi;');
