// What an ESP32 has and an Espruino for Linux lacks; it runs before the bundle, which stays as it is. `METER` is the
// terminal on which the meter plays. `LENT` tells the test what the bundle did, and lets it play the network.
var LENT = { connects: 0, flashes: 0, wifiFails: false, listeners: {} };
LENT.emit = function (event) {
  if (LENT.listeners[event]) LENT.listeners[event]();
};
LENT.modules = {
  Wifi: {
    setHostname: function (name) {
      LENT.hostname = name;
    },
    connect: function (ssid, options, callback) {
      LENT.connects++;
      setTimeout(function () {
        callback(LENT.wifiFails ? 'no AP found' : null);
        if (!LENT.wifiFails) LENT.emit('connected');
      }, 20);
    },
    setSNTP: function () {},
    getIP: function () {
      return { ip: '127.0.0.1' };
    },
    getDetails: function () {
      return { rssi: -61 };
    },
    on: function (event, listener) {
      LENT.listeners[event] = listener;
    },
  },
  TelnetServer: {
    setOptions: function (options) {
      LENT.telnet = options.mode;
    },
  },
};
Modules.addCached('Wifi', 'for (var k in LENT.modules.Wifi) exports[k] = LENT.modules.Wifi[k];');
Modules.addCached('TelnetServer', 'exports.setOptions = LENT.modules.TelnetServer.setOptions;');
LENT.setup = Serial3.setup;
Serial3.setup = function (baud, options) {
  LENT.line = { baud: baud, parity: options.parity, rx: '' + options.rx };
  options.path = METER;
  delete options.rx;
  LENT.setup.call(Serial3, baud, options);
};
global.digitalWrite = function (pin, level) {
  LENT.flashes += level;
};
LENT.listen = Serial3.on;
Serial3.on = function (event, listener) {
  if (event === 'data') LENT.onData = listener;
  LENT.listen.call(Serial3, event, listener);
};
var ASK = function (number, value) {
  print('answer' + number + ':' + JSON.stringify(value) + '|');
};
