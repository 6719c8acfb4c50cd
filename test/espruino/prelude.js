// What an ESP32 has and an Espruino for Linux lacks; it runs before the bundle, which stays as it is. `METER` is the terminal
// on which the meter plays, `LINE` the port that is to be that terminal, `ASK_PORT` where the test asks. `LENT` tells what the
// bundle did and lets the test play the network.
var LENT_FROM = process.memory().usage;
var LENT = {
  connects: 0,
  flashes: 0,
  button: 0,
  // What Wi-Fi does: an error that `connect` gives, the address that it has, and what a scan hears.
  wifiError: null,
  ip: '127.0.0.1',
  networks: [{ ssid: 'Home' }, { ssid: 'Caf\xc3\xa9 "2"' }],
  listeners: {},
};
LENT.emit = function (event, details) {
  if (LENT.listeners[event]) LENT.listeners[event](details);
};
LENT.Wifi = {
  setHostname: function (name) {
    LENT.hostname = name;
  },
  connect: function (ssid, options, callback) {
    LENT.connects++;
    LENT.joined = ssid + '/' + options.password;
    setTimeout(function () {
      var error = LENT.wifiError;
      // The ESP32 tells a failure twice.
      if (error) LENT.emit('disconnected', { msg: error });
      callback(error);
      if (!error) LENT.emit('connected');
    }, 20);
  },
  disconnect: function () {
    LENT.disconnects = (LENT.disconnects || 0) + 1;
  },
  scan: function (callback) {
    setTimeout(function () {
      callback(LENT.networks);
    }, 20);
  },
  startAP: function (name, options, callback) {
    if (options.password.length < 8) throw new Error('Password must be string of at least 8 characters');
    LENT.ap = { name: name, password: options.password, authMode: options.authMode };
    setTimeout(callback, 20);
  },
  stopAP: function () {
    LENT.ap = null;
  },
  setSNTP: function (server, zone) {
    if (typeof zone !== 'string') throw new Error('Zone is not a string');
    LENT.sntp = (LENT.sntp || 0) + 1;
  },
  getIP: function () {
    return { ip: LENT.ip };
  },
  getAPIP: function () {
    return { ip: '192.168.4.1', mac: '24:6f:28:ab:cd:ef' };
  },
  getStatus: function () {
    return { rssi: -61 };
  },
  on: function (event, listener) {
    LENT.listeners[event] = listener;
  },
};
Modules.addCached('Wifi', 'module.exports = LENT.Wifi;');
Modules.addCached('TelnetServer', 'exports.setOptions = function (options) { LENT.telnet = options.mode; };');
LENT.setup = LINE.setup;
LINE.setup = function (baud, options) {
  LENT.line = { baud: baud, parity: options.parity, rx: '' + options.rx };
  if (options.tx) LENT.eye = options.tx + ' ' + options.bytesize + ' ' + options.stopbits;
  options.path = METER;
  delete options.rx;
  delete options.tx;
  LENT.setup.call(LINE, baud, options);
};
var BTN1 = D0;
global.digitalRead = function () {
  return LENT.button;
};
global.digitalWrite = function (pin, level) {
  LENT.flashes += level;
};
LENT.listen = LINE.on;
LINE.on = function (event, listener) {
  if (event === 'data') LENT.onData = listener;
  LENT.listen.call(LINE, event, listener);
};
// The timer that drives the firmware, to let minutes pass at once.
LENT.repeat = setInterval;
global.setInterval = function (callback, ms) {
  LENT.tick = callback;
  return LENT.repeat(callback, ms);
};
LENT.pass = function (seconds) {
  var n = seconds * 4;
  while (n--) LENT.tick();
  return seconds;
};
// The test asks here and not on the console: text typed into the console of the Linux build now and then kills it.
require('net')
  .createServer(function (socket) {
    var text = '';
    socket.on('data', function (data) {
      text += data;
      // biome-ignore lint/security/noGlobalEval: that is what it is for.
      if (text.charAt(text.length - 1) === '\n') socket.end(JSON.stringify(eval(text)) + '');
    });
  })
  .listen(ASK_PORT);
// What of the memory in use is not the bundle's.
LENT.vars = process.memory().usage - LENT_FROM;
